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

/** Questions as the server under {@link ProtocolServer} knows them. */
final class ProtocolInference {

    private static final Duration HOLD = Duration.ofSeconds(2);
    private static final Duration LEASE = Duration.ofSeconds(4);
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** One question, in the server's eyes. */
    static final class Asked {
        final InferenceLease lease;
        final byte[] checkpoint;
        final byte @Nullable [] tokenizer;
        final List<InferenceResult> answers = new ArrayList<>();
        int heartbeats;
        boolean isCancelled;
        /** When the node that has it was last heard of, in nanoseconds; 0 while nobody has it. */
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

    /** Somebody asks the checkpoint with this content. */
    Asked ask(byte[] checkpoint, InferenceRequest question) {
        return ask(checkpoint, null, question);
    }

    /** Somebody asks a checkpoint that was trained with a tokenizer of its project. */
    synchronized Asked ask(byte[] checkpoint, byte @Nullable [] tokenizer, InferenceRequest question) {
        UUID id = UUID.randomUUID();
        InferenceLease lease = new InferenceLease(
                id,
                "question-token-" + id,
                UUID.randomUUID(),
                7,
                blob(checkpoint),
                question,
                (int) LEASE.toSeconds(),
                1,
                tokenizer == null ? null : blob(tokenizer));
        Asked question1 = new Asked(lease, checkpoint, tokenizer);
        asked.add(question1);
        notifyAll();
        return question1;
    }

    private static Lease.Blob blob(byte[] content) {
        return new Lease.Blob(UUID.randomUUID(), content.length, ProtocolServer.sha256(content));
    }

    /** Whoever asked has gone. */
    synchronized void cancel(Asked question) {
        question.isCancelled = true;
    }

    /** How often a node has asked for a question. */
    synchronized int leases() {
        return leases;
    }

    InferenceResult awaitAnswer(Asked question) throws InterruptedException {
        await("an answer", () -> !question.answers.isEmpty());
        return question.answers.getFirst();
    }

    /** Waits until the condition holds; conditions read the server's state. */
    synchronized void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("not within " + DEADLINE.toSeconds() + " s: " + what);
            }
            // A condition may also look at processes, which tell nobody when they change.
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
        next.ifPresent(question -> question.heard = System.nanoTime());
        return next.map(question -> Reply.json(question.lease)).orElseGet(() -> Reply.empty(204));
    }

    /** The oldest question that nobody has, or whose node was not heard of for a lease: it may have ended while it waited. */
    private Optional<Asked> next() {
        return asked.stream()
                .filter(question -> question.answers.isEmpty() && !question.isCancelled)
                .filter(question -> question.heard == 0 || System.nanoTime() - question.heard > LEASE.toNanos())
                .findFirst();
    }

    private Reply about(Call call, String token) {
        Asked question = asked.stream()
                .filter(each -> each.lease.id().equals(call.attempt()))
                .findFirst()
                .orElseThrow();
        if (question.isCancelled || !token.equals(question.lease.token())) {
            return Reply.empty(409);
        }
        question.heard = System.nanoTime();
        switch (call.what()) {
            case "question-heartbeat" -> question.heartbeats++;
            case "question-checkpoint" -> {
                return new Reply(200, question.checkpoint);
            }
            case "question-tokenizer" -> {
                return new Reply(200, Objects.requireNonNull(question.tokenizer));
            }
            case "question-answer" -> question.answers.add(Json.MAPPER.readValue(call.body(), InferenceResult.class));
            default -> throw new IllegalArgumentException(call.what());
        }
        return Reply.empty(204);
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
