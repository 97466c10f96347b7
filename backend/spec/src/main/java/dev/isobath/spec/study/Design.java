package dev.isobath.spec.study;

import dev.isobath.spec.Named;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** How a study varies its base. Each design is crossed with the variants and the seeds of the study. */
public sealed interface Design {

    /** Returns the design's name in specs, tables and URLs. */
    Type type();

    /** Every combination of the values of some fields. */
    record Grid(List<Axis> axes) implements Design {

        public Grid {
            axes = List.copyOf(axes);
        }

        @Override
        public Type type() {
            return Type.GRID;
        }
    }

    /**
     * Values drawn at random. The n-th draw depends on the seed and n only, so that a larger count keeps the earlier draws.
     *
     * @param count the number of draws
     * @param seed the source of the draws; it is not the seed of an experiment
     */
    record Random(int count, long seed, List<Draw> draws) implements Design {

        public Random {
            draws = List.copyOf(draws);
        }

        @Override
        public Type type() {
            return Type.RANDOM;
        }
    }

    /** Changes that somebody has written down one by one, each a merge patch on the base. */
    record Listed(List<ObjectNode> changes) implements Design {

        public Listed {
            changes = List.copyOf(changes);
        }

        @Override
        public Type type() {
            return Type.LIST;
        }
    }

    /** Nothing but the seeds. */
    record Seeds() implements Design {
        @Override
        public Type type() {
            return Type.SEEDS;
        }
    }

    /** Several peak learning rates. */
    record LearningRates(List<Double> learningRates) implements Design {

        public LearningRates {
            learningRates = List.copyOf(learningRates);
        }

        @Override
        public Type type() {
            return Type.LEARNING_RATE;
        }
    }

    /**
     * Several sizes at the same training FLOPs, for one budget or more (2203.15556, approach 2).
     *
     * @param budgets training FLOPs
     * @param learningRates the peak learning rates of each size; empty where each has the base's
     * @param rule the rule that the sizes are made by, where they are not listed
     * @param trunk whether an experiment goes on from where the one with the next smaller budget begins its cool-down (2405.18392)
     * @param seedsAtBest the seeds that the best size of each variant and budget gets beside those of the study, once it is known
     */
    record IsoFlop(
            List<Double> budgets,
            List<Size> sizes,
            Optional<SizeRule> rule,
            List<Double> learningRates,
            boolean trunk,
            List<Long> seedsAtBest)
            implements Design {

        public IsoFlop {
            budgets = List.copyOf(budgets);
            sizes = List.copyOf(sizes);
            learningRates = List.copyOf(learningRates);
            seedsAtBest = List.copyOf(seedsAtBest);
        }

        @Override
        public Type type() {
            return Type.ISOFLOP;
        }
    }

    /** The names of the designs. */
    enum Type implements Named {
        ISOFLOP("isoflop"),
        LEARNING_RATE("learning-rate"),
        SEEDS("seeds"),
        GRID("grid"),
        RANDOM("random"),
        LIST("list");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }
}
