package dev.isobath.training.sampling;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Routing;
import dev.isobath.spec.Scaling;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.model.Decoder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Runs sampling alone, for benchmarks. The model has its first weights. Routers that have learned nothing would take half of the
 * tokens, so the threshold of each block is set to make it take as many tokens as its capacity.
 */
public final class SamplingSteps implements AutoCloseable {

    private static final int BISECTIONS = 22;
    private static final double FURTHEST = 16;

    /**
     * The number of texts of one calibration. A block takes three times as many tokens of one text as of another, so one text is
     * not enough.
     */
    private static final int TEXTS = 6;

    /**
     * The number of calibrations on drawn texts. The tokens that blocks take change the input of later blocks and the tokens that
     * are drawn.
     */
    private static final int TIMES = 3;

    private static final long SEED = 1;

    private final NDManager manager = NativeEngine.newManager();
    private final ExperimentSpec spec;
    private final CachedDecoder cached;

    public SamplingSteps(ExperimentSpec spec) {
        this.spec = spec;
        NumberFormat format = NumberFormat.of(spec.training().precision());
        cached = new CachedDecoder(
                spec, new Decoder(spec, manager, new Functions(manager, format, Scaling.of(spec))), format, manager);
        Routing.of(spec.architecture())
                .filter(routing -> routing.scheme() == Routing.Scheme.EXPERT_CHOICE
                        || routing.scheme() == Routing.Scheme.THRESHOLD)
                .ifPresent(this::calibrate);
    }

    /**
     * Calibrates on a text of random tokens first, then on texts that the model itself draws, because its routers get other
     * inputs there.
     */
    private void calibrate(Routing routing) {
        int[] text = new int[spec.data().sequenceLength()];
        for (int i = 0; i < text.length; i++) {
            text[i] = (int) new Randomness(SEED).below(spec.data().tokenizer().vocabulary(), "text", 0, i);
        }
        calibrate(routing, text);
        for (int time = 0; time < TIMES; time++) {
            calibrate(
                    routing,
                    draw(TEXTS, text.length - 1, SEED + time).stream()
                            .map(TextGenerator.Drawn::tokens)
                            .toArray(int[][]::new));
        }
    }

    private void calibrate(Routing routing, int[]... texts) {
        for (int layer = 0; layer < spec.architecture().shape().layers(); layer++) {
            if (routing.routes(layer)) {
                calibrate(layer, texts, texts.length * routing.tokens(layer, texts[0].length));
            }
        }
    }

    private void calibrate(int layer, int[][] texts, int target) {
        double low = -FURTHEST;
        double high = FURTHEST;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            cached.compareWith(layer, middle);
            int taken = taken(layer, texts);
            if (taken == target) {
                return;
            }
            if (taken > target) {
                low = middle;
            } else {
                high = middle;
            }
        }
    }

    private int taken(int layer, int[][] texts) {
        int taken = 0;
        for (int[] text : texts) {
            try (CachedDecoder.Texts state = cached.texts(1, text.length)) {
                state.begin(0, text);
                taken += state.lengths()[layer][0];
            }
        }
        return taken;
    }

    /**
     * The results of a run.
     *
     * @param tokensPerSecond the tokens drawn per second, all texts together
     * @param depth the number of blocks that took a token, on average
     */
    public record Run(double tokensPerSecond, double depth) {}

    /**
     * Continues texts of one token.
     *
     * @param batch the number of texts
     * @param tokens the number of tokens to draw for each text
     * @param seed the seed of the draws; the number of tokens that blocks take differs from text to text
     */
    public Run run(int batch, int tokens, long seed) {
        long start = System.nanoTime();
        List<TextGenerator.Drawn> drawn = draw(batch, tokens, seed);
        double seconds = (System.nanoTime() - start) / 1e9;
        long count = drawn.stream().mapToLong(text -> text.tokens().length).sum();
        double depth = drawn.stream()
                .flatMapToInt(text -> Arrays.stream(text.depths()))
                .average()
                .orElse(Double.NaN);
        return new Run(count / seconds, depth);
    }

    private List<TextGenerator.Drawn> draw(int batch, int tokens, long seed) {
        return new TextGenerator(cached, spec.data().sequenceLength())
                .draw(
                        Collections.nCopies(batch, new int[] {0}),
                        1,
                        tokens,
                        new TopPSampler(1, 1, new Randomness(seed)),
                        text -> false);
    }

    @Override
    public void close() {
        cached.close();
        manager.close();
    }
}
