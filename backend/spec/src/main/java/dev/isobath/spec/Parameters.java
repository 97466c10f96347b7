package dev.isobath.spec;

/**
 * The number of trainable parameters in closed form. Linear maps have no bias, a layer norm has a gain and a bias, and the
 * embedding and the output projection are separate matrices.
 */
final class Parameters {

    private Parameters() {}

    static long count(Architecture architecture, int vocabulary) {
        Shape shape = architecture.shape();
        long total = 2L * vocabulary * shape.width() + norm(shape);
        for (int layer = 0; layer < shape.layers(); layer++) {
            total += block(architecture, layer);
        }
        return total;
    }

    /**
     * The number of parameters that a token meets on average. A routed block counts with the share of tokens that go through it, and an
     * expert with the share of tokens that it has slots for. The embedding and the output projection count in full.
     */
    static long active(Architecture architecture, int vocabulary, int sequenceLength) {
        Shape shape = architecture.shape();
        double total = 2.0 * vocabulary * shape.width() + norm(shape);
        for (int layer = 0; layer < shape.layers(); layer++) {
            total += activeBlock(architecture, layer, sequenceLength);
        }
        return Math.round(total);
    }

    private static double activeBlock(Architecture architecture, int layer, int sequenceLength) {
        Shape shape = architecture.shape();
        double attention = 2.0 * norm(shape) + 4.0 * shape.width() * shape.width();
        return switch (architecture) {
            case Architecture.Baseline baseline -> attention + mlp(baseline.shape());
            case Architecture.Moe moe ->
                attention
                        + activeExperts(
                                shape,
                                moe.experts().count(),
                                0,
                                moe.experts().capacity(sequenceLength),
                                sequenceLength);
            case Architecture.Mod mod ->
                share(mod.routing(), layer, sequenceLength) * (attention + mlp(shape))
                        + routing(shape, mod.routing(), layer);
            case Architecture.StagedMode staged -> {
                int through = staged.routing().tokens(layer, sequenceLength);
                Experts experts = staged.experts();
                yield share(staged.routing(), layer, sequenceLength)
                                * (attention
                                        + activeExperts(shape, experts.count(), 0, experts.capacity(through), through))
                        + routing(shape, staged.routing(), layer);
            }
            case Architecture.IntegratedMode integrated ->
                attention
                        + activeExperts(
                                shape,
                                integrated.experts().count(),
                                integrated.noOps(),
                                integrated.pathCapacity(sequenceLength),
                                sequenceLength);
        };
    }

    private static double share(Routing routing, int layer, int sequenceLength) {
        return (double) routing.tokens(layer, sequenceLength) / sequenceLength;
    }

    private static double activeExperts(Shape shape, int count, int noOps, int capacity, int tokens) {
        return (double) count * capacity / tokens * mlp(shape) + (double) shape.width() * (count + noOps);
    }

    private static long block(Architecture architecture, int layer) {
        Shape shape = architecture.shape();
        long attention = 2 * norm(shape) + 4L * shape.width() * shape.width();
        return attention
                + switch (architecture) {
                    case Architecture.Baseline baseline -> mlp(baseline.shape());
                    case Architecture.Moe moe -> experts(shape, moe.experts().count(), 0);
                    case Architecture.Mod mod -> mlp(shape) + routing(shape, mod.routing(), layer);
                    case Architecture.StagedMode staged ->
                        experts(shape, staged.experts().count(), 0) + routing(shape, staged.routing(), layer);
                    case Architecture.IntegratedMode integrated ->
                        experts(shape, integrated.experts().count(), integrated.noOps());
                };
    }

    private static long norm(Shape shape) {
        return 2L * shape.width();
    }

    private static long mlp(Shape shape) {
        return 2L * shape.width() * shape.feedForward();
    }

    private static long experts(Shape shape, int count, int noOps) {
        return count * mlp(shape) + (long) shape.width() * (count + noOps);
    }

    private static long routing(Shape shape, Routing routing, int layer) {
        if (!routing.routes(layer)) {
            return 0;
        }
        long router = routing.hasRouter() ? shape.width() : 0;
        return router
                + switch (routing.causal()) {
                    case NONE, AUXILIARY -> 0;
                    // The hidden layer has d x p weights and p biases; the output has p weights and one bias.
                    case PREDICTOR ->
                        (long) shape.width() * routing.predictorWidth() + 2L * routing.predictorWidth() + 1;
                };
    }
}
