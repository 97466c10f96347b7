package dev.isobath.training;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Routing;
import java.util.Collections;
import java.util.List;

/**
 * Sampling with nothing around it, for benchmarks. The model has its first weights; routers that learned nothing would take half of
 * the tokens, so what they compare with is set for each block to take as many as its capacity says.
 */
public final class SamplingSteps implements AutoCloseable {

    private static final int BISECTIONS = 20;
    private static final double FURTHEST = 16;

    private final NDManager manager = NativeEngine.newManager();
    private final ExperimentSpec spec;
    private final CachedDecoder cached;
    private final Randomness randomness = new Randomness(1);

    public SamplingSteps(ExperimentSpec spec) {
        this.spec = spec;
        Arithmetic arithmetic = Arithmetic.of(spec.training().precision());
        cached = new CachedDecoder(
                spec, new Decoder(spec, manager, new Functions(manager, arithmetic)), arithmetic, manager);
        Routing.of(spec.architecture())
                .filter(routing -> routing.scheme() == Routing.Scheme.EXPERT_CHOICE)
                .ifPresent(this::calibrate);
    }

    private void calibrate(Routing routing) {
        int longest = spec.data().sequenceLength();
        int[] text = new int[longest];
        for (int i = 0; i < longest; i++) {
            text[i] = (int) randomness.below(spec.data().tokenizer().vocabulary(), "text", 0, i);
        }
        for (int layer = 0; layer < spec.architecture().shape().layers(); layer++) {
            if (!routing.routes(layer)) {
                continue;
            }
            double low = -FURTHEST;
            double high = FURTHEST;
            for (int i = 0; i < BISECTIONS; i++) {
                double middle = (low + high) / 2;
                cached.compareWith(layer, middle);
                try (CachedDecoder.Texts texts = cached.texts(1, longest)) {
                    texts.begin(0, text);
                    if (texts.lengths()[layer][0] > routing.tokens(layer, longest)) {
                        low = middle;
                    } else {
                        high = middle;
                    }
                }
            }
        }
    }

    /**
     * What a run took.
     *
     * @param tokensPerSecond of all texts together
     * @param depth blocks that took a token, on average
     */
    public record Run(double tokensPerSecond, double depth) {}

    /**
     * Continues texts of one token.
     *
     * @param batch how many
     * @param tokens of each
     */
    public Run run(int batch, int tokens) {
        long start = System.nanoTime();
        List<Sampler.Drawn> drawn = new Sampler(cached, spec.data().sequenceLength())
                .draw(
                        Collections.nCopies(batch, new int[] {0}),
                        1,
                        tokens,
                        new Drawing(1, 1, randomness),
                        text -> false);
        double seconds = (System.nanoTime() - start) / 1e9;
        long count = drawn.stream().mapToLong(text -> text.tokens().length).sum();
        double depth = drawn.stream()
                .flatMapToInt(text -> java.util.Arrays.stream(text.depths()))
                .average()
                .orElse(Double.NaN);
        return new Run(count / seconds, depth);
    }

    @Override
    public void close() {
        cached.close();
        manager.close();
    }
}
