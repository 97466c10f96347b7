package dev.isobath.server.live;

import dev.isobath.server.experiments.ExperimentView;
import dev.isobath.server.experiments.ExperimentViewService;
import dev.isobath.server.problems.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.MediaType;
import org.springframework.transaction.TransactionException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The event stream of one client. A virtual thread sends all experiments that have changed, at most twice a second. */
final class ExperimentEventStream {

    private static final Logger log = LoggerFactory.getLogger(ExperimentEventStream.class);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final Duration MIN_PAUSE = Duration.ofMillis(500);
    /** The longest duration of a stream. The client then reconnects and is authenticated again. */
    private static final Duration MAX_DURATION = Duration.ofHours(1);

    record PointsEvent(UUID experiment, long step) {}

    /** Tells that an experiment was deleted. */
    record RemovedEvent(UUID experiment) {}

    private final @Nullable UUID user;
    private final BiPredicate<UUID, UUID> filter;
    private final ExperimentViewService views;
    private final EventPayload payload;
    private final Instant knownUntil;
    private final SseEmitter emitter = new SseEmitter(MAX_DURATION.toMillis());
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changedOrClosed = lock.newCondition();
    private final Set<UUID> changed = new LinkedHashSet<>();
    private final Map<UUID, Long> steps = new HashMap<>();
    private boolean closed;

    /**
     * Makes a stream that has not started.
     *
     * @param user whose rights the stream is read with, or null for that of a link
     * @param filter decides by project and experiment whether the client is told of a change
     * @param knownUntil the time up to which the client knows all changes
     */
    ExperimentEventStream(
            @Nullable UUID user,
            BiPredicate<UUID, UUID> filter,
            ExperimentViewService views,
            EventPayload payload,
            Instant knownUntil) {
        this.user = user;
        this.filter = filter;
        this.views = views;
        this.payload = payload;
        this.knownUntil = knownUntil;
    }

    boolean isOf(UUID other) {
        return other.equals(user);
    }

    boolean hasUser() {
        return user != null;
    }

    SseEmitter start(List<UUID> first, Runnable ended) {
        changed.addAll(first);
        emitter.onCompletion(this::close);
        emitter.onTimeout(this::close);
        emitter.onError(_ -> close());
        Thread.ofVirtual().name("live").start(() -> {
            try {
                run();
            } finally {
                ended.run();
            }
        });
        return emitter;
    }

    void changed(UUID project, UUID experiment) {
        if (filter.test(project, experiment)) {
            update(() -> changed.add(experiment));
        }
    }

    /** Sends everything again that was sent before, because the signal of a change may have been lost. */
    void resendAll() {
        update(() -> changed.addAll(steps.keySet()));
    }

    void close() {
        update(() -> closed = true);
    }

    private void update(Runnable change) {
        lock.lock();
        try {
            change.run();
            changedOrClosed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            emitter.send(SseEmitter.event().comment("connected"));
            Instant known = knownUntil;
            while (true) {
                Set<UUID> ids = awaitChanges();
                if (ids == null) {
                    emitter.complete();
                    return;
                }
                if (ids.isEmpty()) {
                    emitter.send(SseEmitter.event().comment("keep-alive"));
                } else {
                    send(ids, known);
                    known = Instant.EPOCH;
                    TimeUnit.NANOSECONDS.sleep(MIN_PAUSE.toNanos());
                }
            }
        } catch (IOException | IllegalStateException e) {
            log.debug("A client disconnected: {}", e.getMessage());
        } catch (ProblemException e) {
            // The next request of the client is answered with the reason.
            log.debug("A client may not read any more: {}", e.getMessage());
            emitter.complete();
        } catch (DataAccessException | TransactionException e) {
            // The client reconnects with the last id it saw.
            log.warn("An event stream ends because the database does not answer: {}", e.getMessage());
            emitter.complete();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Set<UUID> awaitChanges() throws InterruptedException {
        lock.lock();
        try {
            long nanos = KEEP_ALIVE.toNanos();
            while (changed.isEmpty() && !closed && nanos > 0) {
                nanos = changedOrClosed.awaitNanos(nanos);
            }
            if (closed) {
                return null;
            }
            Set<UUID> ids = new LinkedHashSet<>(changed);
            changed.clear();
            return ids;
        } finally {
            lock.unlock();
        }
    }

    private void send(Set<UUID> ids, Instant known) throws IOException {
        Set<UUID> gone = new LinkedHashSet<>(ids);
        for (ExperimentView experiment : views.list(ids)) {
            gone.remove(experiment.id());
            if (experiment.updatedAt().isAfter(known)) {
                send(experiment);
            }
        }
        for (UUID experiment : gone) {
            lock.lock();
            try {
                steps.remove(experiment);
            } finally {
                lock.unlock();
            }
            emitter.send(
                    SseEmitter.event().name("removed").data(new RemovedEvent(experiment), MediaType.APPLICATION_JSON));
        }
    }

    private void send(ExperimentView experiment) throws IOException {
        String id = Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, experiment.updatedAt()));
        emitter.send(
                SseEmitter.event().id(id).name("experiment").data(payload.of(experiment), MediaType.APPLICATION_JSON));
        Long before;
        lock.lock();
        try {
            before = steps.put(experiment.id(), experiment.step());
        } finally {
            lock.unlock();
        }
        if (before == null || before != experiment.step()) {
            emitter.send(SseEmitter.event()
                    .id(id)
                    .name("points")
                    .data(new PointsEvent(experiment.id(), experiment.step()), MediaType.APPLICATION_JSON));
        }
    }
}
