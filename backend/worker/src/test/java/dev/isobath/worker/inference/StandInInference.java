package dev.isobath.worker.inference;

import dev.isobath.spec.InvalidSpec;
import dev.isobath.spec.Violation;
import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.InferenceResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Answers without a model: samples tell how many questions this process has answered, its process number and the content of
 * the checkpoint and of its tokenizer. Misbehaves where the text asks for it.
 */
public final class StandInInference implements InferenceEngine {

    private @Nullable Path last;
    private int loads;
    private int count;

    private StandInInference() {}

    public static void main(String[] args) {
        InferenceProcess.start(new StandInInference());
    }

    @Override
    public InferenceResult answer(Path checkpoint, @Nullable Path tokenizer, InferenceRequest question)
            throws IOException {
        count++;
        if (!checkpoint.equals(last)) {
            loads++;
            last = checkpoint;
        }
        System.out.println("a library prints something");
        return switch (question) {
            case InferenceRequest.Logits logits -> logits(logits);
            case InferenceRequest.RoutingMap map -> map(map);
            case InferenceRequest.Samples samples -> {
                String text = "%d %d %d %s%s"
                        .formatted(
                                ProcessHandle.current().pid(),
                                count,
                                loads,
                                Files.readString(checkpoint),
                                tokenizer == null ? "" : " cut by " + Files.readString(tokenizer));
                List<Integer> tokens = text.getBytes(StandardCharsets.UTF_8).length > 0 ? List.of(1) : List.of();
                yield new InferenceResult.Samples(
                        List.of(new InferenceResult.Sample(
                                text, tokens, List.of("a"), List.of(2), InferenceResult.Ended.LENGTH)),
                        samples.tokens());
            }
        };
    }

    /** Answers with as many tokens as the text names, in blocks that tell one flag about each. */
    private static InferenceResult map(InferenceRequest.RoutingMap question) {
        int tokens = Integer.parseInt(question.text());
        List<Boolean> through = Collections.nCopies(tokens, true);
        return new InferenceResult.RoutingMap(
                Collections.nCopies(tokens, 1),
                Collections.nCopies(tokens, "a"),
                Collections.nCopies(tokens, 1.0),
                Collections.nCopies(tokens, 1.0),
                Collections.nCopies(tokens, 1),
                List.of(new InferenceResult.MappedBlock(0, false, null, through, null, false, null, null, null, null)),
                0,
                0,
                null);
    }

    private static InferenceResult logits(InferenceRequest.Logits question) {
        switch (question.text()) {
            case "crash" -> Runtime.getRuntime().halt(134);
            case "hang" -> LockSupport.park();
            case "wrong" -> throw new InvalidSpec(List.of(new Violation("/text", "is no good")));
            case "break" -> throw new IllegalStateException("the matrix has a hole");
            case "large vocabulary" -> {
                return new InferenceResult.Logits(
                        List.of(1, 2),
                        List.of("a", "b"),
                        1 << 20,
                        question.whole() ? List.of() : null,
                        List.of(),
                        List.of());
            }
            case "fill the heap" -> System.out.println(new long[1 << 28].length);
            default -> {}
        }
        return new InferenceResult.Logits(List.of(1), List.of("a"), 1, List.of(List.of(0.5f)), List.of(), List.of());
    }
}
