package dev.isobath.training.bench;

import dev.isobath.spec.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The times of the contenders on one workload, put into numbers. */
record Results(Workload workload, Map<Contender, List<Times>> times) {

    List<Report.Row> rows(Rates rates) {
        return times.keySet().stream().map(contender -> row(contender, rates)).toList();
    }

    private Report.Row row(Contender contender, Rates rates) {
        List<Times> own = of(contender);
        double step = median(own, Times::step);
        double flops = workload.flops(contender.kind());
        boolean split = own.stream().allMatch(times -> times.split() != null);
        Double forward = split ? median(own, times -> split(times).forward()) : null;
        Double backward = split ? median(own, times -> split(times).backward()) : null;
        Double optimiser = split ? median(own, times -> split(times).optimiser()) : null;
        double learning = median(own, Times::learning);
        long peak = own.stream().mapToLong(Times::peakBytes).max().orElse(0);
        return new Report.Row(
                contender.kind().text(),
                workload.width(),
                workload.sequence(),
                workload.precision().text(),
                workload.layers(),
                workload.batch(),
                contender.name(),
                workload.batch() * workload.sequence() / step,
                step * 1e3,
                milliseconds(forward),
                milliseconds(backward),
                milliseconds(optimiser),
                forward == null || backward == null || optimiser == null
                        ? null
                        : milliseconds(Math.max(0, step - forward - backward - optimiser)),
                flops,
                flops / step,
                flops / step / rates.best(workload.precision()),
                contender.name().equals(Engine.NAME)
                        ? null
                        : find(Engine.NAME, contender.kind())
                                .map(ours -> ratio(contender, ours))
                                .orElse(null),
                Double.isNaN(learning) ? null : 1 - learning,
                peak == 0 ? null : peak);
    }

    /** Compares every routed kind with the baseline of the same contender. */
    List<Report.Routing> routing() {
        List<Report.Routing> list = new ArrayList<>();
        for (Contender routed : times.keySet()) {
            if (routed.kind() == Kind.MOD) {
                find(routed.name(), Kind.BASELINE).ifPresent(baseline -> list.add(routing(baseline, routed)));
            }
        }
        return list;
    }

    private Report.Routing routing(Contender baseline, Contender routed) {
        double flopRatio = workload.flops(baseline.kind()) / workload.flops(routed.kind());
        Ratio timeRatio = ratio(baseline, routed);
        return new Report.Routing(
                routed.kind().text(),
                workload.width(),
                workload.sequence(),
                workload.precision().text(),
                routed.name(),
                flopRatio,
                timeRatio,
                timeRatio.times(1 / flopRatio));
    }

    private Ratio ratio(Contender slow, Contender fast) {
        return Ratio.of(
                of(slow).stream().map(Times::step).toList(),
                of(fast).stream().map(Times::step).toList());
    }

    private Optional<Contender> find(String name, Kind kind) {
        return times.keySet().stream()
                .filter(contender -> contender.name().equals(name) && contender.kind() == kind)
                .findFirst();
    }

    private List<Times> of(Contender contender) {
        return times.getOrDefault(contender, List.of());
    }

    private static Times.Split split(Times times) {
        Times.Split split = times.split();
        if (split == null) {
            throw new IllegalStateException("no split");
        }
        return split;
    }

    private static double median(List<Times> times, ToDoubleFunction<Times> what) {
        return Ratio.median(times.stream().mapToDouble(what).toArray());
    }

    private static @Nullable Double milliseconds(@Nullable Double seconds) {
        return seconds == null ? null : seconds * 1e3;
    }
}
