package dev.isobath.spec.flops;

import dev.isobath.spec.Architecture;
import dev.isobath.spec.Experts;
import dev.isobath.spec.Routing;
import dev.isobath.spec.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * The FLOPs of one sequence, term by term, in the convention of Chinchilla (2203.15556, appendix F). A multiply-add counts as two
 * operations. Attention is counted in full and not halved for causality. The embedding and the output are counted. The backward
 * pass counts twice the forward pass. Norms, activations and additions are not counted.
 *
 * <p>In the formulas below S is the sequence length, d the width, h the number of heads, f the feed-forward width, V the
 * vocabulary, k the slots of a routed block, E the number of experts and C the slots of each expert. Padding slots are counted,
 * because they are computed too.
 */
public record Flops(List<Term> terms) {

    /**
     * The name of the convention. It is stored with every experiment, because counts of different conventions must not share a
     * chart.
     */
    public static final String CONVENTION = "chinchilla-full-attention/1";

    /** A step that comes after the end of every capacity schedule. */
    static final long AFTER_ANY_SCHEDULE = Long.MAX_VALUE;

    public Flops {
        terms = List.copyOf(terms);
    }

    /**
     * Counts the FLOPs of a model at its final capacities.
     *
     * @throws ArithmeticException when the count does not fit in 63 bits
     */
    public static Flops of(Architecture architecture, int sequenceLength, int vocabulary) {
        return atStep(architecture, sequenceLength, vocabulary, AFTER_ANY_SCHEDULE);
    }

    /**
     * Counts the FLOPs of a model in one step of training, with the capacities that its schedule has in that step.
     *
     * @param step the number of the step, counted from 1
     * @throws ArithmeticException when the count does not fit in 63 bits
     */
    public static Flops atStep(Architecture architecture, int sequenceLength, int vocabulary, long step) {
        Counter counter = new Counter(architecture.shape(), step);
        counter.embedding(sequenceLength, vocabulary);
        for (int layer = 0; layer < architecture.shape().layers(); layer++) {
            counter.block(architecture, layer, sequenceLength);
        }
        counter.output(sequenceLength, vocabulary);
        return new Flops(counter.terms);
    }

    /**
     * Returns whether the count of a model is an expected number, because the tokens that its blocks or experts process vary from
     * step to step.
     */
    public static boolean isExpected(Architecture architecture) {
        return Routing.of(architecture)
                        .map(routing -> routing.scheme() == Routing.Scheme.THRESHOLD)
                        .orElse(false)
                || (architecture instanceof Architecture.IntegratedMode integrated
                        && integrated.control().isPresent());
    }

    /** Counts the FLOPs of one block. */
    static Flops ofBlock(Architecture architecture, int layer, int sequenceLength, long step) {
        Counter counter = new Counter(architecture.shape(), step);
        counter.block(architecture, layer, sequenceLength);
        return new Flops(counter.terms);
    }

    /** Returns the FLOPs of a forward pass over one sequence. */
    public long forward() {
        return sum(Term::forward);
    }

    /** Returns the FLOPs of a forward and a backward pass over one sequence. */
    public long training() {
        return sum(Term::training);
    }

    /**
     * Returns the part of the count that consists of these operations. A worker counts {@code only(MATRIX_PRODUCT)} again while it
     * multiplies. A count without {@code LOOKUP} follows the convention that leaves embeddings out.
     */
    public Flops only(Term.Operation... operations) {
        Set<Term.Operation> kept = Set.of(operations);
        return new Flops(
                terms.stream().filter(term -> kept.contains(term.operation())).toList());
    }

    private long sum(ToLongFunction<Term> flops) {
        return terms.stream().mapToLong(flops).reduce(0, Math::addExact);
    }

    private static final class Counter {

        private final List<Term> terms = new ArrayList<>();
        private final Shape shape;
        private final long step;

        Counter(Shape shape, long step) {
            this.shape = shape;
            this.step = step;
        }

        void embedding(int tokens, int vocabulary) {
            terms.add(Term.lookup("embedding", product(2, tokens, vocabulary, shape.width())));
        }

        void output(int tokens, int vocabulary) {
            terms.add(Term.product(Term.NO_LAYER, "output", product(2, tokens, vocabulary, shape.width())));
        }

        void block(Architecture architecture, int layer, int tokens) {
            switch (architecture) {
                case Architecture.Baseline baseline -> {
                    attention(layer, tokens);
                    mlp(layer, tokens);
                }
                case Architecture.Moe moe -> {
                    attention(layer, tokens);
                    experts(layer, tokens, moe.experts());
                }
                case Architecture.Mod mod -> {
                    int processed = routed(layer, tokens, mod.routing());
                    attention(layer, processed);
                    mlp(layer, processed);
                }
                case Architecture.StagedMode staged -> {
                    int processed = routed(layer, tokens, staged.routing());
                    attention(layer, processed);
                    experts(layer, processed, staged.experts());
                }
                case Architecture.IntegratedMode integrated -> {
                    attention(layer, tokens);
                    int paths = integrated.experts().count() + integrated.noOps();
                    terms.add(Term.product(layer, "experts.router", product(2, tokens, shape.width(), paths)));
                    // No-op experts cost nothing.
                    expertMlps(layer, integrated.expertTokens(tokens));
                }
            }
        }

        /**
         * Counts the router and the predictor, which read every token. Returns the number of slots that the block computes,
         * padding slots included.
         */
        private int routed(int layer, int tokens, Routing routing) {
            if (!routing.routes(layer)) {
                return tokens;
            }
            if (routing.hasRouter()) {
                terms.add(Term.product(layer, "router", product(2, tokens, shape.width())));
            }
            if (routing.causal() == Routing.CausalMethod.PREDICTOR) {
                terms.add(Term.leafProduct(
                        layer, "predictor.hidden", product(2, tokens, shape.width(), routing.predictorWidth())));
                terms.add(Term.product(layer, "predictor.output", product(2, tokens, routing.predictorWidth())));
            }
            return routing.tokens(layer, tokens, step);
        }

        private void attention(int layer, int tokens) {
            terms.add(Term.product(layer, "attention.projections", product(8, tokens, shape.width(), shape.width())));
            terms.add(Term.product(layer, "attention.scores", product(4, tokens, tokens, shape.width())));
            terms.add(Term.softmax(layer, product(3, shape.heads(), tokens, tokens)));
        }

        private void mlp(int layer, int tokens) {
            terms.add(Term.product(layer, "mlp", product(4, tokens, shape.width(), shape.feedForward())));
        }

        private void experts(int layer, int tokens, Experts experts) {
            terms.add(Term.product(layer, "experts.router", product(2, tokens, shape.width(), experts.count())));
            expertMlps(layer, (long) experts.count() * experts.capacity(tokens));
        }

        private void expertMlps(int layer, long tokens) {
            terms.add(Term.product(layer, "experts.mlp", product(4, tokens, shape.width(), shape.feedForward())));
        }

        private static long product(long... factors) {
            long product = 1;
            for (long factor : factors) {
                product = Math.multiplyExact(product, factor);
            }
            return product;
        }
    }
}
