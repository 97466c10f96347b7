package dev.isobath.server.operations;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** The gauges of the queue and of the worker nodes. With several servers on one database, each of them reports the same values. */
@Component
class QueueMeters implements MeterBinder {

    private final QueueFiguresReader figures;

    QueueMeters(QueueFiguresReader figures) {
        this.figures = figures;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "isobath.experiments.queued", "Experiments that wait", QueueFigures::queued);
        gauge(registry, "isobath.experiments.running", "Experiments that are trained", QueueFigures::running);
        gauge(registry, "isobath.nodes.online", "Worker nodes that have called in the last 90 s", QueueFigures::nodes);
        gauge(registry, "isobath.nodes.slots", "Attempts that these nodes run at a time", QueueFigures::slots);
        gauge(registry, "isobath.attempts.running", "Attempts that hold a lease", QueueFigures::attempts);
        Gauge.builder("isobath.queue.oldest", figures, reader -> reader.read().oldestSeconds())
                .description("How long the oldest waiting experiment has waited")
                .baseUnit("seconds")
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<QueueFigures> value) {
        Gauge.builder(name, figures, reader -> value.applyAsDouble(reader.read()))
                .description(description)
                .register(registry);
    }
}
