package dev.isobath.training.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts the FLOPs that were really executed. They are added up where they are executed, from the sizes of the arrays themselves,
 * in the convention of {@link dev.isobath.spec.flops.Flops}.
 */
public final class FlopCounter {

    private final Map<ModuleKey, Count> counts = new LinkedHashMap<>();

    /**
     * The module that an operation belongs to, in the words of the closed-form count ({@link dev.isobath.spec.flops.Term}).
     *
     * @param layer the number of the block, or {@link dev.isobath.spec.flops.Term#NO_LAYER}
     */
    public record ModuleKey(int layer, String module) {}

    /**
     * The FLOPs of one module.
     *
     * @param backward the FLOPs of the gradients that the forward operations bring about
     */
    public record Count(long forward, long backward) {
        public Count plus(Count other) {
            return new Count(forward + other.forward, backward + other.backward);
        }
    }

    void add(int layer, String module, long forward, long backward) {
        counts.merge(new ModuleKey(layer, module), new Count(forward, backward), Count::plus);
    }

    /** Returns the FLOPs of each module since the last {@link #reset}. */
    public Map<ModuleKey, Count> byModule() {
        return Map.copyOf(counts);
    }

    /** Returns the FLOPs of forward and backward since the last {@link #reset}. */
    public long total() {
        return counts.values().stream()
                .mapToLong(count -> count.forward() + count.backward())
                .sum();
    }

    public void reset() {
        counts.clear();
    }
}
