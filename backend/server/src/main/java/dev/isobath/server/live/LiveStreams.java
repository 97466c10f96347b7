package dev.isobath.server.live;

import dev.isobath.server.experiments.ExperimentSignals;
import dev.isobath.server.experiments.ExperimentViews;
import dev.isobath.server.experiments.Experiments;
import dev.isobath.server.signals.Signals;
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
public class LiveStreams implements SmartLifecycle {

    /** A change is noted before its transaction commits; a reader that comes back is told this much again. */
    private static final int OVERLAP_SECONDS = 30;

    private final ExperimentViews views;
    private final Experiments experiments;
    private final Set<LiveStream> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    LiveStreams(Signals signals, ExperimentViews views, Experiments experiments) {
        this.views = views;
        this.experiments = experiments;
        signals.listen(ExperimentSignals.CHANGED, this::changed);
    }

    /**
     * Opens a stream of some experiments.
     *
     * @param shape what of each experiment the reader may see
     * @param lastEventId what the reader saw last, or null
     */
    public SseEmitter open(Collection<UUID> ids, LiveShape shape, @Nullable String lastEventId) {
        Set<UUID> wanted = Set.copyOf(ids);
        LiveStream stream =
                new LiveStream((_, experiment) -> wanted.contains(experiment), views, shape, since(lastEventId));
        return open(stream, List.copyOf(ids));
    }

    /** Opens a stream of all experiments of a project. */
    SseEmitter openProject(UUID project, @Nullable String lastEventId) {
        Instant since = since(lastEventId);
        LiveStream stream = new LiveStream((of, _) -> of.equals(project), views, LiveShape.WHOLE, Instant.EPOCH);
        Instant from = since.equals(Instant.EPOCH) ? Instant.now() : since;
        return open(stream, experiments.findChangedSince(project, from.minus(OVERLAP_SECONDS, ChronoUnit.SECONDS)));
    }

    private SseEmitter open(LiveStream stream, List<UUID> first) {
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
        if (message.equals(Signals.MISSED)) {
            streams.forEach(LiveStream::missedSome);
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
        streams.forEach(LiveStream::close);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
