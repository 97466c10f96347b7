package dev.isobath.spec.flops;

import dev.isobath.spec.Architecture;
import dev.isobath.spec.Capacity;
import dev.isobath.spec.CapacitySchedule;
import dev.isobath.spec.Routing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The FLOPs of a run's optimiser steps. All steps cost the same, except the first ones under a capacity schedule. */
public final class RunFlops {

    private final long[] scheduled; // FLOPs of steps 1, 2, ...
    private final long later; // FLOPs of every step after those

    private RunFlops(long[] scheduled, long later) {
        this.scheduled = scheduled;
        this.later = later;
    }

    /** Returns the FLOPs of a run whose steps all cost the same. */
    public static RunFlops constant(long flopsPerStep) {
        return new RunFlops(new long[0], flopsPerStep);
    }

    /**
     * Counts the FLOPs of the steps of a model, forward and backward over the batch.
     *
     * @throws ArithmeticException when a step's count does not fit in 63 bits
     */
    public static RunFlops of(Architecture architecture, int sequenceLength, int vocabulary, int batch) {
        long last = Math.multiplyExact(
                batch, Flops.of(architecture, sequenceLength, vocabulary).training());
        int steps = Routing.of(architecture)
                .flatMap(Routing::schedule)
                .map(CapacitySchedule::steps)
                .map(Math::toIntExact)
                .orElse(0);
        if (steps == 0) {
            return constant(last);
        }
        Extra extra = new Extra(architecture, sequenceLength);
        long[] scheduled = new long[steps];
        Arrays.setAll(scheduled, i -> Math.addExact(last, Math.multiplyExact(batch, extra.atStep(i + 1L))));
        return new RunFlops(scheduled, last);
    }

    /** Returns the total FLOPs of the first {@code steps} steps. */
    public double total(long steps) {
        long early = Math.min(steps, scheduled.length);
        double sum = 0;
        for (int i = 0; i < early; i++) {
            sum += scheduled[i];
        }
        return sum + (double) (steps - early) * later;
    }

    /** Returns the largest number of steps that together cost at most {@code flops}. */
    public long affordable(double flops) {
        double spent = 0;
        for (int i = 0; i < scheduled.length; i++) {
            if (spent + scheduled[i] > flops) {
                return i;
            }
            spent += scheduled[i];
        }
        return scheduled.length + (long) Math.floor((flops - spent) / later);
    }

    /**
     * The difference between the FLOPs of the routed blocks in one step and after the schedule. Blocks with the same capacity are
     * counted once in each step.
     */
    private static final class Extra {

        private final Architecture architecture;
        private final int sequenceLength;
        private final List<Blocks> groups;

        Extra(Architecture architecture, int sequenceLength) {
            this.architecture = architecture;
            this.sequenceLength = sequenceLength;
            Routing routing = Routing.of(architecture).orElseThrow();
            Map<Capacity, List<Integer>> layers = new LinkedHashMap<>();
            for (int layer = 0; layer < architecture.shape().layers(); layer++) {
                Optional<Capacity> capacity = routing.capacity(layer);
                if (capacity.isPresent()) {
                    layers.computeIfAbsent(capacity.get(), one -> new ArrayList<>())
                            .add(layer);
                }
            }
            groups = layers.values().stream()
                    .map(same -> new Blocks(routing, same.getFirst(), same.size()))
                    .toList();
        }

        long atStep(long step) {
            return groups.stream().mapToLong(blocks -> blocks.atStep(step)).reduce(0, Math::addExact);
        }

        /** Blocks that process the same number of tokens. */
        private final class Blocks {

            private final Routing routing;
            private final int first;
            private final int count;
            private final long end;
            private final Map<Integer, Long> byTokens = new HashMap<>();

            Blocks(Routing routing, int first, int count) {
                this.routing = routing;
                this.first = first;
                this.count = count;
                end = block(Flops.AFTER_ANY_SCHEDULE);
            }

            long atStep(long step) {
                long one = byTokens.computeIfAbsent(
                        routing.tokens(first, sequenceLength, step), tokens -> block(step) - end);
                return Math.multiplyExact(count, one);
            }

            private long block(long step) {
                return Flops.ofBlock(architecture, first, sequenceLength, step).training();
            }
        }
    }
}
