package dev.isobath.server.inference;

import dev.isobath.server.problems.ProblemException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Thrown when a valid inference request got no result. The problem type says why. */
final class InferenceFailedException extends ProblemException {

    private final @Nullable Duration retryAfter;

    private InferenceFailedException(
            HttpStatus status, String slug, String title, String detail, @Nullable Duration retryAfter) {
        super(status, slug, title, detail);
        this.retryAfter = retryAfter;
    }

    static InferenceFailedException noCheckpoint() {
        return new InferenceFailedException(
                HttpStatus.CONFLICT,
                "no-checkpoint",
                "No checkpoint yet",
                "this experiment has no stored checkpoint yet; its checkpoints are stored while it runs "
                        + "and at its end",
                null);
    }

    static InferenceFailedException checkpointGone() {
        return new InferenceFailedException(
                HttpStatus.CONFLICT,
                "checkpoint-gone",
                "Checkpoint replaced",
                "a newer checkpoint took this one's place while the question waited; ask again",
                null);
    }

    static InferenceFailedException noNode() {
        return new InferenceFailedException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "no-worker-node",
                "No worker node",
                "no worker node is connected that could answer; start one, for example with ./isobath worker --server "
                        + "URL --token-file FILE, then ask again",
                Duration.ofSeconds(10));
    }

    static InferenceFailedException tooManyPending(int pending) {
        return new InferenceFailedException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "too-many-questions",
                "Too many questions",
                pending + " questions wait for an answer already; ask again in a few seconds",
                Duration.ofSeconds(5));
    }

    static InferenceFailedException serverStops() {
        return new InferenceFailedException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "server-stops",
                "Server stops",
                "the server stopped before the answer came; ask again when it is back",
                Duration.ofSeconds(5));
    }

    /**
     * Makes the exception for a request without a result in time.
     *
     * @param node the worker node that had leased the request, or null when none had
     */
    static InferenceFailedException timedOut(Duration waited, @Nullable String node) {
        String who = node == null
                ? "the worker nodes that are connected were busy with other questions; ask again"
                : "worker node '" + node + "' was still computing; ask for fewer tokens, or give it less to do";
        return new InferenceFailedException(
                HttpStatus.GATEWAY_TIMEOUT,
                "answer-late",
                "No answer in time",
                "there was no answer within " + waited.toSeconds() + " s: " + who,
                null);
    }

    static InferenceFailedException failed(String node, String reason) {
        return new InferenceFailedException(
                HttpStatus.BAD_GATEWAY,
                "answer-failed",
                "The computation failed",
                "worker node '" + node + "' could not answer: " + reason,
                null);
    }

    @Override
    protected HttpHeaders headers() {
        HttpHeaders headers = new HttpHeaders();
        if (retryAfter != null) {
            headers.set(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter.toSeconds()));
        }
        return headers;
    }
}
