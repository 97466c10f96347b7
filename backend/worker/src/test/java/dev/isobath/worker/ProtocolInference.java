package dev.isobath.worker;

import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.protocol.InferenceLease;
import dev.isobath.spec.protocol.InferenceLeaseRequest;
import dev.isobath.spec.protocol.Lease;
import dev.isobath.worker.ProtocolServer.Call;
import dev.isobath.worker.ProtocolServer.Reply;
import dev.isobath.worker.files.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The inference requests of {@link ProtocolServer}. */
final class ProtocolInference {

    private static final Duration HOLD = Duration.ofSeconds(2);
    private static final Duration LEASE = Duration.ofSeconds(4);
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** One inference request, as the server sees it. */
    static final class Asked {
        final InferenceLease lease;
        final byte[] checkpoint;
        final byte @Nullable [] tokenizer;
        final List<InferenceResult> answers = new ArrayList<>();
        int heartbeats;
        boolean isCancelled;
        /** The time of the last call of the node that has the request, in nanoseconds; 0 while no node has it. */
        long heard;

        Asked(InferenceLease lease, byte[] checkpoint, byte @Nullable [] tokenizer) {
            this.lease = lease;
            this.checkpoint = checkpoint;
            this.tokenizer = tokenizer;
        }
    }

    private final List<Asked> asked = new ArrayList<>();
    private int leases;
    private boolean closed;

    /** Queues an inference request for the checkpoint with this content. */
    Asked ask(byte[] checkpoint, InferenceRequest request) {
        return ask(checkpoint, null, request);
    }

    /** Queues an inference request for a checkpoint that was trained with a tokenizer of its project. */
    synchronized Asked ask(byte[] checkpoint, byte @Nullable [] tokenizer, InferenceRequest request) {
        UUID id = UUID.randomUUID();
        InferenceLease lease = new InferenceLease(
                id,
                "request-token-" + id,
                UUID.randomUUID(),
                7,
                blob(checkpoint),
                request,
                (int) LEASE.toSeconds(),
                1,
                tokenizer == null ? null : blob(tokenizer));
        Asked added = new Asked(lease, checkpoint, tokenizer);
        asked.add(added);
        notifyAll();
        return added;
    }

    private static Lease.Blob blob(byte[] content) {
        return new Lease.Blob(UUID.randomUUID(), content.length, ProtocolServer.sha256(content));
    }

    /** Cancels a request, because its client has gone. */
    synchronized void cancel(Asked request) {
        request.isCancelled = true;
    }

    /** Returns how often a node has asked for a request. */
    synchronized int leases() {
        return leases;
    }

    InferenceResult awaitAnswer(Asked request) throws InterruptedException {
        await("an answer", () -> !request.answers.isEmpty());
        return request.answers.getFirst();
    }

    /** Waits until the condition holds. Conditions read the server's state. */
    synchronized void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("not within " + DEADLINE.toSeconds() + " s: " + what);
            }
            // A condition may also look at processes, which send no notification when they change.
            wait(Math.min(50, left / 1_000_000 + 1));
        }
    }

    synchronized Reply answer(Call call, String token) throws InterruptedException {
        Reply reply = call.attempt() == null ? lease(call, token) : about(call, token);
        notifyAll();
        return reply;
    }

    private Reply lease(Call call, String token) throws InterruptedException {
        if (!token.equals(ProtocolServer.NODE_TOKEN)) {
            return Reply.empty(401);
        }
        Json.MAPPER.readValue(call.body(), InferenceLeaseRequest.class);
        leases++;
        notifyAll();
        long deadline = System.nanoTime() + HOLD.toNanos();
        while (next().isEmpty() && !closed && deadline - System.nanoTime() > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
        }
        Optional<Asked> next = next();
        next.ifPresent(request -> request.heard = System.nanoTime());
        return next.map(request -> Reply.json(request.lease)).orElseGet(() -> Reply.empty(204));
    }

    /**
     * Returns the oldest request that no node has, or whose node made no call for the time of a lease. Such a node may have ended
     * while it waited.
     */
    private Optional<Asked> next() {
        return asked.stream()
                .filter(request -> request.answers.isEmpty() && !request.isCancelled)
                .filter(request -> request.heard == 0 || System.nanoTime() - request.heard > LEASE.toNanos())
                .findFirst();
    }

    private Reply about(Call call, String token) {
        Asked request = asked.stream()
                .filter(each -> each.lease.id().equals(call.attempt()))
                .findFirst()
                .orElseThrow();
        if (request.isCancelled || !token.equals(request.lease.token())) {
            return Reply.empty(409);
        }
        request.heard = System.nanoTime();
        switch (call.what()) {
            case "question-heartbeat" -> request.heartbeats++;
            case "question-checkpoint" -> {
                return new Reply(200, request.checkpoint);
            }
            case "question-tokenizer" -> {
                return new Reply(200, Objects.requireNonNull(request.tokenizer));
            }
            case "question-answer" -> request.answers.add(Json.MAPPER.readValue(call.body(), InferenceResult.class));
            default -> throw new IllegalArgumentException(call.what());
        }
        return Reply.empty(204);
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
