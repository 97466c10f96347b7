package dev.isobath.server.live;

import dev.isobath.server.accounts.EndedAccess;
import dev.isobath.server.experiments.ExperimentRepository;
import dev.isobath.server.experiments.ExperimentSignals;
import dev.isobath.server.experiments.ExperimentViewService;
import dev.isobath.server.signals.SignalBus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The open event streams of this server. An event contains the current state of an experiment and not the change. So events can
 * be merged, skipped in favour of newer ones and repeated after a broken connection, and the client still ends with the current
 * state.
 */
@Component
public class ExperimentEventStreams implements SmartLifecycle {

    /**
     * The period that is sent again to a client that reconnects. It is needed because the time of a change is taken before its
     * transaction commits.
     */
    private static final int OVERLAP_SECONDS = 30;

    private final ExperimentViewService views;
    private final ExperimentRepository experiments;
    private final Set<ExperimentEventStream> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    ExperimentEventStreams(SignalBus signals, ExperimentViewService views, ExperimentRepository experiments) {
        this.views = views;
        this.experiments = experiments;
        signals.listen(ExperimentSignals.CHANGED, this::changed);
        signals.listen(EndedAccess.TOPIC, this::accessEnded);
    }

    /** Opens a stream of one experiment for somebody who is signed in. */
    SseEmitter openFor(UUID user, UUID experiment, @Nullable String lastEventId) {
        return open(user, List.of(experiment), EventPayload.FULL, lastEventId);
    }

    /**
     * Opens a stream of some experiments for whoever has a link.
     *
     * @param payload selects what of each experiment the client may see
     * @param lastEventId the id of the last event that the client received, or null
     */
    public SseEmitter open(Collection<UUID> ids, EventPayload payload, @Nullable String lastEventId) {
        return open(null, ids, payload, lastEventId);
    }

    private SseEmitter open(
            @Nullable UUID user, Collection<UUID> ids, EventPayload payload, @Nullable String lastEventId) {
        Set<UUID> selected = Set.copyOf(ids);
        ExperimentEventStream stream = new ExperimentEventStream(
                user, (_, experiment) -> selected.contains(experiment), views, payload, since(lastEventId));
        return open(stream, List.copyOf(ids));
    }

    /** Opens a stream of all experiments of a project. */
    SseEmitter openProject(UUID user, UUID project, @Nullable String lastEventId) {
        Instant since = since(lastEventId);
        ExperimentEventStream stream =
                new ExperimentEventStream(user, (of, _) -> of.equals(project), views, EventPayload.FULL, Instant.EPOCH);
        Instant from = since.equals(Instant.EPOCH) ? Instant.now() : since;
        return open(stream, experiments.findChangedSince(project, from.minus(OVERLAP_SECONDS, ChronoUnit.SECONDS)));
    }

    int count() {
        return streams.size();
    }

    private SseEmitter open(ExperimentEventStream stream, List<UUID> first) {
        streams.add(stream);
        return stream.start(first, () -> streams.remove(stream));
    }

    private static Instant since(@Nullable String lastEventId) {
        if (lastEventId == null) {
            return Instant.EPOCH;
        }
        try {
            return Instant.EPOCH.plus(Long.parseLong(lastEventId.strip()), ChronoUnit.MICROS);
        } catch (NumberFormatException _) {
            return Instant.EPOCH;
        }
    }

    private void changed(String message) {
        if (message.equals(SignalBus.MISSED)) {
            streams.forEach(ExperimentEventStream::resendAll);
            return;
        }
        int space = message.indexOf(' ');
        UUID project = UUID.fromString(message.substring(0, space));
        UUID experiment = UUID.fromString(message.substring(space + 1));
        streams.forEach(stream -> stream.changed(project, experiment));
    }

    /** Ends the streams of a user who has lost a way in. A client that still has one connects again. */
    private void accessEnded(String user) {
        boolean everybody = user.equals(SignalBus.MISSED);
        streams.stream()
                .filter(stream -> everybody ? stream.hasUser() : stream.isOf(UUID.fromString(user)))
                .forEach(ExperimentEventStream::close);
    }

    @Override
    public void start() {
        running = true;
    }

    /**
     * Closes all streams. This happens before the web server waits for its requests to end, because streams would not end by
     * themselves.
     */
    @Override
    public void stop() {
        running = false;
        streams.forEach(ExperimentEventStream::close);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
