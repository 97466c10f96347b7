package dev.isobath.training.sampling;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.Architecture;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Experts;
import dev.isobath.spec.InvalidSpec;
import dev.isobath.spec.Scaling;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.Violation;
import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.inference.InferenceResult.MappedBlock;
import dev.isobath.spec.inference.RoutingMode;
import dev.isobath.training.checkpoint.Checkpoint;
import dev.isobath.training.data.CorpusFiles;
import dev.isobath.training.data.TextTokenizer;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.model.Decoder;
import dev.isobath.training.model.RoutedBlock;
import dev.isobath.training.routing.CausalRouting;
import dev.isobath.training.routing.ExpertTrace;
import dev.isobath.training.routing.MembershipLoss;
import dev.isobath.training.routing.RouterTrace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A trained model that is asked: the weights of a checkpoint without the optimiser's moments. To be used by one thread at a time.
 */
public final class Inference implements AutoCloseable {

    private final ExperimentSpec spec;
    private final long step;
    private final NDManager manager;
    private final NumberFormat arithmetic;
    private final Decoder decoder;
    private final TextTokenizer tokenizer;
    private final TokenText words;
    private @Nullable CachedDecoder cached;

    private Inference(ExperimentSpec spec, Checkpoint.Stored stored, TextTokenizer tokenizer, NDManager manager)
            throws IOException {
        this.spec = spec;
        this.tokenizer = tokenizer;
        this.manager = manager;
        step = stored.progress().step();
        arithmetic = NumberFormat.of(spec.training().precision());
        decoder = Decoder.unfilled(spec, manager, new Functions(manager, arithmetic, Scaling.of(spec)), false);
        words = new TokenText(tokenizer, spec.data().tokenizer());
        stored.fill(decoder.weights());
    }

    /**
     * Opens a checkpoint whose tokenizer comes with the program.
     *
     * @throws IOException when the file cannot be read, or is damaged
     * @throws IllegalArgumentException when the spec names a tokenizer of its project
     */
    public static Inference open(Path checkpoint) throws IOException {
        return open(checkpoint, null);
    }

    /**
     * Opens a checkpoint.
     *
     * @param tokenizer the {@code tokenizer.json} where the spec names one, else not looked at
     * @throws IOException when a file cannot be read, or is damaged
     * @throws IllegalArgumentException when the tokenizer is missing, or is none
     */
    public static Inference open(Path checkpoint, CorpusFiles.@Nullable Content tokenizer) throws IOException {
        Checkpoint.Stored stored = Checkpoint.open(checkpoint);
        ExperimentSpec spec = SpecReader.read(stored.spec());
        TextTokenizer words = TextTokenizer.of(spec.data().tokenizer(), tokenizer);
        NDManager manager = NativeEngine.newManager();
        try {
            return new Inference(spec, stored, words, manager);
        } catch (IOException | RuntimeException failed) {
            words.close();
            manager.close();
            throw failed;
        }
    }

    /** What the model was trained by. */
    public ExperimentSpec spec() {
        return spec;
    }

    /** Steps it had been trained for. */
    public long step() {
        return step;
    }

    /**
     * Answers any question.
     *
     * @throws InvalidSpec with pointers into the question, when this model cannot answer it
     */
    public InferenceResult answer(InferenceRequest question) {
        return switch (question) {
            case InferenceRequest.Logits logits -> logits(logits);
            case InferenceRequest.RoutingMap map -> routingMap(map);
            case InferenceRequest.Samples samples -> samples(samples);
        };
    }

    /**
     * The logits after each token of a text, and which tokens the routed blocks took. With top-k, a text shorter than those trained on
     * is routed with the same share of its tokens.
     *
     * @throws InvalidSpec when the text is empty or too long, or causal routing is asked for and was not learned
     */
    public InferenceResult.Logits logits(InferenceRequest.Logits question) {
        Read read = read(question.text(), question.routing());
        return new InferenceResult.Logits(
                Arrays.stream(read.tokens()).boxed().toList(),
                words.pieces(new int[0], read.tokens()),
                spec.data().tokenizer().vocabulary(),
                question.whole() ? read.logits().stream().map(Inference::floats).toList() : null,
                read.logits().stream().map(words::likely).toList(),
                read.routers().stream().map(this::routed).toList(),
                question.routing() == RoutingMode.CAUSAL ? note() : null);
    }

    /**
     * Which token of a text goes through which block, with the weights of the routers and what each token's prediction loses. The
     * pass is that of {@link #logits}.
     *
     * @throws InvalidSpec when the text is empty or too long, or causal routing is asked for and was not learned
     */
    public InferenceResult.RoutingMap routingMap(InferenceRequest.RoutingMap question) {
        Read read = read(question.text(), question.routing());
        int length = read.tokens().length;
        List<MappedBlock> blocks = RoutingMaps.blocks(decoder, length, read.routers(), read.experts());
        return new InferenceResult.RoutingMap(
                Arrays.stream(read.tokens()).boxed().toList(),
                words.pieces(new int[0], read.tokens()),
                RoutingMaps.losses(read.tokens(), read.logits()),
                read.logits().stream().map(RoutingMaps::entropy).toList(),
                RoutingMaps.depths(length, blocks),
                blocks,
                Experts.of(spec.architecture()).map(Experts::count).orElse(0),
                spec.architecture() instanceof Architecture.IntegratedMode integrated ? integrated.noOps() : 0,
                question.routing() == RoutingMode.CAUSAL ? note() : null);
    }

    /**
     * A text that the model has read.
     *
     * @param tokens its T tokens
     * @param logits T rows, one number for each token of the vocabulary
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Read(int[] tokens, List<double[]> logits, List<RouterTrace> routers, List<ExpertTrace> experts) {}

    private Read read(String text, RoutingMode routing) {
        Pass.Purpose purpose = switch (routing) {
            case TOP_K -> Pass.Purpose.EVALUATE;
            case CAUSAL -> Pass.Purpose.EVALUATE_CAUSALLY;
        };
        if (routing == RoutingMode.CAUSAL) {
            requireCausalRouting("/routing");
        }
        int[] tokens = tokens("/text", text);
        long[] numbers = Arrays.stream(tokens).asLongStream().toArray();
        try (NDManager scope = manager.newSubManager();
                Pass pass = decoder.passOverText(scope, purpose, tokens.length)) {
            double[] logits = NDArrays.values(decoder.logits(numbers, pass));
            // Choices that are still on the device are read before the pass ends.
            List<RouterTrace> routers = pass.traces(RouterTrace.class);
            routers.forEach(trace -> trace.selection().positions().index());
            return new Read(
                    tokens,
                    rows(logits, spec.data().tokenizer().vocabulary()),
                    routers,
                    pass.traces(ExpertTrace.class));
        }
    }

    private static List<double[]> rows(double[] values, int length) {
        double[][] rows = new double[values.length / length][];
        Arrays.setAll(rows, row -> Arrays.copyOfRange(values, row * length, (row + 1) * length));
        return List.of(rows);
    }

    private static List<Float> floats(double[] values) {
        return Arrays.stream(values).mapToObj(value -> (float) value).toList();
    }

    private InferenceResult.Routed routed(RouterTrace reading) {
        int[] taken = reading.selection().taken();
        return new InferenceResult.Routed(
                reading.layer(),
                Arrays.stream(taken).boxed().toList(),
                Arrays.stream(taken)
                        .mapToObj(token -> (float) weight(reading, token))
                        .toList());
    }

    private double weight(RouterTrace reading, int token) {
        double output = reading.outputs()[token];
        boolean sigmoid = decoder.blocks().get(reading.layer()) instanceof RoutedBlock routed
                && routed.router().sigmoid();
        return sigmoid ? MembershipLoss.sigmoid(output) : output;
    }

    /**
     * Continuations of a prompt. Prompt and continuation together are no longer than the sequences trained on: there a continuation
     * ends, whatever was asked for. A stop text is part of the continuation it ends.
     *
     * @throws InvalidSpec when the prompt is empty or leaves no room, or the model has no causal routing
     */
    public InferenceResult.Samples samples(InferenceRequest.Samples question) {
        requireCausalRouting("");
        int[] prompt = tokens("/prompt", question.prompt());
        int longest = spec.data().sequenceLength();
        if (prompt.length == longest) {
            throw refused("/prompt", "has %d tokens, as many as the model's sequences; shorten it".formatted(longest));
        }
        long start = System.nanoTime();
        TopPSampler drawing = new TopPSampler(question.temperature(), question.topP(), new Randomness(question.seed()));
        List<TextGenerator.Drawn> drawn = new TextGenerator(cached(), longest)
                .draw(
                        List.of(prompt),
                        question.count(),
                        question.tokens(),
                        drawing,
                        words.stops(prompt, question.stop()));
        double seconds = (System.nanoTime() - start) / 1e9;
        long count = drawn.stream().mapToLong(one -> one.tokens().length).sum();
        return new InferenceResult.Samples(
                drawn.stream().map(one -> sample(prompt, one)).toList(), count / seconds, note());
    }

    /** Returns what people have to know about causal routing of this checkpoint, or null. */
    private @Nullable String note() {
        return decoder.lacksThresholds()
                ? "This checkpoint has no thresholds of experts, because it was taken by an older version. Each token went to the "
                        + "experts with its largest shares instead, which loses more than thresholds do. A run that goes on "
                        + "from it has thresholds from its next step on."
                : null;
    }

    private InferenceResult.Sample sample(int[] prompt, TextGenerator.Drawn drawn) {
        List<String> pieces = words.pieces(prompt, drawn.tokens());
        return new InferenceResult.Sample(
                String.join("", pieces),
                Arrays.stream(drawn.tokens()).boxed().toList(),
                pieces,
                Arrays.stream(drawn.depths()).boxed().toList(),
                drawn.stopped() ? InferenceResult.Ended.STOP : InferenceResult.Ended.LENGTH);
    }

    private CachedDecoder cached() {
        CachedDecoder made = cached;
        if (made == null) {
            made = new CachedDecoder(spec, decoder, arithmetic, manager);
            cached = made;
        }
        return made;
    }

    private void requireCausalRouting(String pointer) {
        if (CausalRouting.of(spec.architecture()) == CausalRouting.NOT_LEARNED) {
            throw refused(
                    pointer,
                    "this model has learned no routing that does without later tokens, so it has no samples, no causal"
                            + " logits and no causal routing map; train it with causal: predictor or causal: auxiliary, or ask"
                            + " with routing top-k");
        }
    }

    private int[] tokens(String pointer, String text) {
        int[] tokens = tokenizer.encode(text);
        int longest = spec.data().sequenceLength();
        if (tokens.length == 0) {
            throw refused(
                    pointer,
                    text.isEmpty()
                            ? "is empty; write at least one character"
                            : "has nothing that the model's tokenizer makes a token of; write something else");
        }
        if (tokens.length > longest) {
            throw refused(pointer, "has %d tokens; the model's sequences have %d".formatted(tokens.length, longest));
        }
        return tokens;
    }

    private static InvalidSpec refused(String pointer, String message) {
        return new InvalidSpec(List.of(new Violation(pointer, message)));
    }

    @Override
    public void close() {
        if (cached != null) {
            cached.close();
        }
        manager.close();
        tokenizer.close();
    }
}
