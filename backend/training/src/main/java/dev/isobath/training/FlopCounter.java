package dev.isobath.training;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * FLOPs of what was really executed, added up where it is executed from the sizes of the arrays themselves, in the convention
 * of {@link dev.isobath.spec.flops.Flops}.
 */
final class FlopCounter {

    /** @param backward FLOPs of the gradients the forward operation brings about */
    record Count(long forward, long backward) {
        Count plus(Count other) {
            return new Count(forward + other.forward, backward + other.backward);
        }
    }

    private final Map<Site, Count> counts = new LinkedHashMap<>();

    void add(Site site, long forward, long backward) {
        counts.merge(site, new Count(forward, backward), Count::plus);
    }

    Map<Site, Count> bySite() {
        return Map.copyOf(counts);
    }

    /** Forward and backward since the last {@link #reset}. */
    long total() {
        return counts.values().stream()
                .mapToLong(count -> count.forward() + count.backward())
                .sum();
    }

    void reset() {
        counts.clear();
    }
}
