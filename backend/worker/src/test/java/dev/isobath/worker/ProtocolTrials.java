package dev.isobath.worker;

import dev.isobath.spec.protocol.Lease;
import dev.isobath.spec.protocol.TrialLease;
import dev.isobath.spec.protocol.TrialLeaseRequest;
import dev.isobath.spec.protocol.TrialResult;
import dev.isobath.worker.ProtocolServer.Call;
import dev.isobath.worker.ProtocolServer.Reply;
import dev.isobath.worker.files.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The trials of {@link ProtocolServer}. */
final class ProtocolTrials {

    private static final Duration HOLD = Duration.ofSeconds(2);
    private static final Duration LEASE = Duration.ofSeconds(4);
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    /** One trial, as the server sees it. */
    static final class Asked {
        final TrialLease lease;
        final byte[] tokenizer;
        final List<TrialResult> results = new ArrayList<>();
        int heartbeats;
        boolean isDeleted;
        /** The time of the last call of the node that has the trial, in nanoseconds; 0 while no node has it. */
        long heard;

        Asked(TrialLease lease, byte[] tokenizer) {
            this.lease = lease;
            this.tokenizer = tokenizer;
        }
    }

    private final List<Asked> asked = new ArrayList<>();
    private boolean closed;

    /** Queues the trial of a file. */
    synchronized Asked ask(byte[] tokenizer, int vocabulary) {
        UUID id = UUID.randomUUID();
        Lease.Blob blob = new Lease.Blob(UUID.randomUUID(), tokenizer.length, ProtocolServer.sha256(tokenizer));
        Asked added = new Asked(
                new TrialLease(id, "trial-token-" + id, blob, vocabulary, (int) LEASE.toSeconds(), 1), tokenizer);
        asked.add(added);
        notifyAll();
        return added;
    }

    /** Deletes the tokenizer, so that nobody waits for the verdict. */
    synchronized void delete(Asked trial) {
        trial.isDeleted = true;
    }

    TrialResult awaitResult(Asked trial) throws InterruptedException {
        await("a result", () -> !trial.results.isEmpty());
        return trial.results.getFirst();
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
        Json.MAPPER.readValue(call.body(), TrialLeaseRequest.class);
        long deadline = System.nanoTime() + HOLD.toNanos();
        while (next().isEmpty() && !closed && deadline - System.nanoTime() > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
        }
        Optional<Asked> next = next();
        next.ifPresent(trial -> trial.heard = System.nanoTime());
        return next.map(trial -> Reply.json(trial.lease)).orElseGet(() -> Reply.empty(204));
    }

    /** Returns the oldest trial that no node has, or whose node made no call for the time of a lease. */
    private Optional<Asked> next() {
        return asked.stream()
                .filter(trial -> trial.results.isEmpty() && !trial.isDeleted)
                .filter(trial -> trial.heard == 0 || System.nanoTime() - trial.heard > LEASE.toNanos())
                .findFirst();
    }

    private Reply about(Call call, String token) {
        Asked trial = asked.stream()
                .filter(each -> each.lease.id().equals(call.attempt()))
                .findFirst()
                .orElseThrow();
        if (trial.isDeleted || !token.equals(trial.lease.token())) {
            return Reply.empty(409);
        }
        trial.heard = System.nanoTime();
        switch (call.what()) {
            case "trial-heartbeat" -> trial.heartbeats++;
            case "trial-tokenizer" -> {
                return new Reply(200, trial.tokenizer);
            }
            case "trial-result" -> trial.results.add(Json.MAPPER.readValue(call.body(), TrialResult.class));
            default -> throw new IllegalArgumentException(call.what());
        }
        return Reply.empty(204);
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
