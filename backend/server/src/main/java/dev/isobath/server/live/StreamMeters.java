package dev.isobath.server.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/** The gauge of the event streams that this server has open. */
@Component
class StreamMeters implements MeterBinder {

    private final ExperimentEventStreams streams;

    StreamMeters(ExperimentEventStreams streams) {
        this.streams = streams;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("isobath.streams.open", streams, ExperimentEventStreams::count)
                .description("Event streams that are open")
                .register(registry);
    }
}
