package dev.isobath.spec;

import java.util.List;
import java.util.Optional;

/** Which blocks are routed, and the capacity of each. Blocks are counted from 0. */
public sealed interface RoutedLayers {

    /** The capacity of block {@code layer}; empty when every token goes through it. */
    Optional<Capacity> capacity(int layer);

    /**
     * One block in so many, all with one capacity.
     *
     * @param every 1 all, 2 every other one
     * @param offset index of the first routed block, below {@code every}
     */
    record Every(Capacity capacity, int every, int offset) implements RoutedLayers {
        @Override
        public Optional<Capacity> capacity(int layer) {
            return layer % every == offset ? Optional.of(capacity) : Optional.empty();
        }
    }

    /**
     * The blocks named, all with one capacity.
     *
     * @param layers ascending, each once
     */
    record Chosen(Capacity capacity, List<Integer> layers) implements RoutedLayers {
        public Chosen {
            layers = List.copyOf(layers);
        }

        @Override
        public Optional<Capacity> capacity(int layer) {
            return layers.contains(layer) ? Optional.of(capacity) : Optional.empty();
        }
    }

    /**
     * A capacity for each block.
     *
     * @param capacities one entry a block; empty where the block is not routed
     */
    record PerLayer(List<Optional<Capacity>> capacities) implements RoutedLayers {
        public PerLayer {
            capacities = List.copyOf(capacities);
        }

        @Override
        public Optional<Capacity> capacity(int layer) {
            return layer < capacities.size() ? capacities.get(layer) : Optional.empty();
        }
    }
}
