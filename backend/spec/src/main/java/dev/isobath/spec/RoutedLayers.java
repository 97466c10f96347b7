package dev.isobath.spec;

import java.util.List;
import java.util.Optional;

/** Which blocks are routed, and the capacity of each. Blocks are counted from 0. */
public sealed interface RoutedLayers {

    /** Returns the capacity of block {@code layer}, or empty when every token goes through it. */
    Optional<Capacity> capacity(int layer);

    /**
     * One block in every {@code every}, all with the same capacity.
     *
     * @param every the distance between two routed blocks: 1 routes every block, 2 every other block
     * @param offset the index of the first routed block, below {@code every}
     */
    record Every(Capacity capacity, int every, int offset) implements RoutedLayers {
        @Override
        public Optional<Capacity> capacity(int layer) {
            return layer % every == offset ? Optional.of(capacity) : Optional.empty();
        }
    }

    /**
     * A list of blocks, all with the same capacity.
     *
     * @param layers the numbers of the blocks in ascending order, without repetition
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
     * @param capacities one entry for each block; the entry is empty where the block is not routed
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
