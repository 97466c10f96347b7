package dev.isobath.server.live;

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
 * Open streams of changes. An event holds an experiment as it is now, not what changed: so events can be merged, left out
 * while newer ones come, and repeated after a broken connection, and the reader still ends with what is true.
 */
@Component
public class ExperimentEventStreams implements SmartLifecycle {

    /** A change is noted before its transaction commits; a reader that comes back is told this much again. */
    private static final int OVERLAP_SECONDS = 30;

    private final ExperimentViewService views;
    private final ExperimentRepository experiments;
    private final Set<ExperimentEventStream> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    ExperimentEventStreams(SignalBus signals, ExperimentViewService views, ExperimentRepository experiments) {
        this.views = views;
        this.experiments = experiments;
        signals.listen(ExperimentSignals.CHANGED, this::changed);
    }

    /**
     * Opens a stream of some experiments.
     *
     * @param payload what of each experiment the reader may see
     * @param lastEventId what the reader saw last, or null
     */
    public SseEmitter open(Collection<UUID> ids, EventPayload payload, @Nullable String lastEventId) {
        Set<UUID> wanted = Set.copyOf(ids);
        ExperimentEventStream stream = new ExperimentEventStream(
                (_, experiment) -> wanted.contains(experiment), views, payload, since(lastEventId));
        return open(stream, List.copyOf(ids));
    }

    /** Opens a stream of all experiments of a project. */
    SseEmitter openProject(UUID project, @Nullable String lastEventId) {
        Instant since = since(lastEventId);
        ExperimentEventStream stream =
                new ExperimentEventStream((of, _) -> of.equals(project), views, EventPayload.FULL, Instant.EPOCH);
        Instant from = since.equals(Instant.EPOCH) ? Instant.now() : since;
        return open(stream, experiments.findChangedSince(project, from.minus(OVERLAP_SECONDS, ChronoUnit.SECONDS)));
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

    @Override
    public void start() {
        running = true;
    }

    /** Before the web server waits for its requests to end: these would not. */
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
