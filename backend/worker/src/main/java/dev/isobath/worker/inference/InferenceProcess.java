package dev.isobath.worker.inference;

import dev.isobath.spec.InvalidSpec;
import dev.isobath.spec.Violation;
import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.worker.files.Json;
import dev.isobath.worker.process.NativeMemory;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Answers questions one after the other, alone in its process: a crash of native code or a lack of memory ends nothing else.
 * Reads a {@link Asked} a line from standard input, writes an {@link InferenceResult} a line to standard output, ends with its input, and
 * never touches the network.
 */
public final class InferenceProcess {

    /**
     * A line of the input.
     *
     * @param checkpoint the file's path
     * @param tokenizer the path of the {@code tokenizer.json} where the checkpoint's spec names one
     */
    record Asked(String checkpoint, @Nullable String tokenizer, InferenceRequest question) {}

    private static final int NODE_GONE = 0;
    /** In one answer: as text about 12 MB, which node and server keep in memory. */
    private static final long MOST_NUMBERS = 1 << 20;
    /** The same for a routing map, half of whose numbers are flags. */
    private static final long MOST_MAPPED = 1 << 21;

    private InferenceProcess() {}

    /** No arguments. */
    public static void main(String[] args) {
        start(new CheckpointInference());
    }

    static void start(InferenceEngine answerer) {
        OutputStream answers = new FileOutputStream(FileDescriptor.out);
        // What libraries print must not come between the answers.
        System.setOut(System.err);
        BlockingQueue<Asked> waiting = new LinkedBlockingQueue<>();
        Thread.ofPlatform().daemon().name("questions").start(() -> read(waiting));
        try {
            while (true) {
                byte[] answer = Json.MAPPER.writeValueAsBytes(answer(answerer, waiting.take()));
                answers.write(answer);
                answers.write('\n');
                answers.flush();
            }
        } catch (IOException | InterruptedException gone) {
            Runtime.getRuntime().halt(NODE_GONE);
        }
    }

    /** In a thread of its own: a computation that nobody waits for any more, or that hangs, ends with its node. */
    private static void read(BlockingQueue<Asked> waiting) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                waiting.add(Json.MAPPER.readValue(line, Asked.class));
            }
        } catch (IOException | JacksonException gone) {
            System.err.println("The node's questions cannot be read any more: " + gone.getMessage());
        }
        Runtime.getRuntime().halt(NODE_GONE);
    }

    private static InferenceResult answer(InferenceEngine answerer, Asked asked) {
        try {
            Path tokenizer = asked.tokenizer() == null ? null : Path.of(asked.tokenizer());
            return limited(answerer.answer(Path.of(asked.checkpoint()), tokenizer, asked.question()));
        } catch (InvalidSpec refused) {
            return new InferenceResult.Refused(refused.violations());
        } catch (IOException unreadable) {
            return failed("The checkpoint, or its tokenizer, could not be read: " + words(unreadable), unreadable);
        } catch (RuntimeException | LinkageError broken) {
            return failed(
                    NativeMemory.isExhausted(broken)
                            ? "The machine has no memory left for it: " + words(broken)
                            : "The computation broke off: " + words(broken),
                    broken);
        }
    }

    private static InferenceResult limited(InferenceResult answer) {
        if (answer instanceof InferenceResult.RoutingMap map && map.size() > MOST_MAPPED) {
            return new InferenceResult.Refused(List.of(new Violation(
                    "/text",
                    "the routing map of %d tokens in %d blocks has %d numbers, and an answer has at most %d; shorten the text"
                            .formatted(map.tokens().size(), map.blocks().size(), map.size(), MOST_MAPPED))));
        }
        if (answer instanceof InferenceResult.Logits logits && logits.logits() != null) {
            long numbers = (long) logits.tokens().size() * logits.vocabulary();
            if (numbers > MOST_NUMBERS) {
                return new InferenceResult.Refused(List.of(new Violation(
                        "/whole",
                        "the logits of %d tokens are %d numbers, and an answer has at most %d; shorten the text, or ask for the likely tokens only, with false"
                                .formatted(logits.tokens().size(), numbers, MOST_NUMBERS))));
            }
        }
        return answer;
    }

    private static InferenceResult failed(String reason, Throwable cause) {
        cause.printStackTrace();
        return new InferenceResult.Failed(reason);
    }

    private static String words(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank()
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }
}
