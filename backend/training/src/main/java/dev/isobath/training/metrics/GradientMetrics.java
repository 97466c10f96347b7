package dev.isobath.training.metrics;

import dev.isobath.spec.metrics.Metric;
import dev.isobath.training.engine.Weight;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The gradient norms of parts of the model, before clipping. */
final class GradientMetrics {

    private static final String BLOCKS = "blocks.";

    private GradientMetrics() {}

    /**
     * Puts the norms of all parts.
     *
     * @param norms the norm of each weight's gradient, in the order of {@code weights}
     */
    static void put(Measurements into, List<Weight> weights, double[] norms) {
        Map<Metric, Double> kinds = new EnumMap<>(Metric.class);
        for (int i = 0; i < norms.length; i++) {
            kinds.merge(kind(weights.get(i)), norms[i] * norms[i], Double::sum);
        }
        kinds.forEach((kind, square) -> into.put(kind, Math.sqrt(square)));
        squaresOfLayers(weights, norms)
                .forEach((layer, square) -> into.put(Metric.LAYER_GRADIENT_NORM, layer, Math.sqrt(square)));
    }

    /**
     * Returns the block with the largest gradient, or the first block whose gradient is not a number. It is empty in a model
     * without blocks.
     */
    static Optional<Layer> largest(List<Weight> weights, double[] norms) {
        Optional<Layer> largest = Optional.empty();
        for (Map.Entry<Integer, Double> entry : squaresOfLayers(weights, norms).entrySet()) {
            Layer layer = new Layer(entry.getKey(), Math.sqrt(entry.getValue()));
            if (!Double.isFinite(layer.norm())) {
                return Optional.of(layer);
            }
            if (largest.isEmpty() || layer.norm() > largest.get().norm()) {
                largest = Optional.of(layer);
            }
        }
        return largest;
    }

    /** The norm of one block's gradient. */
    record Layer(int layer, double norm) {}

    private static Map<Integer, Double> squaresOfLayers(List<Weight> weights, double[] norms) {
        Map<Integer, Double> squares = new TreeMap<>();
        for (int i = 0; i < norms.length; i++) {
            Weight weight = weights.get(i);
            if (weight.group() == Weight.Group.MODEL && weight.name().startsWith(BLOCKS)) {
                String number =
                        weight.name().substring(BLOCKS.length(), weight.name().indexOf('.', BLOCKS.length()));
                squares.merge(Integer.parseInt(number), norms[i] * norms[i], Double::sum);
            }
        }
        return squares;
    }

    private static Metric kind(Weight weight) {
        String name = weight.name();
        return switch (weight.group()) {
            case PREDICTOR -> Metric.PREDICTOR_GRADIENT_NORM;
            case MODEL -> {
                if (name.endsWith("router")) {
                    yield Metric.ROUTER_GRADIENT_NORM;
                } else if (name.contains(".attention.")) {
                    yield Metric.ATTENTION_GRADIENT_NORM;
                } else if (name.startsWith(BLOCKS)) {
                    yield Metric.FEED_FORWARD_GRADIENT_NORM;
                } else if (name.equals("embedding")) {
                    yield Metric.EMBEDDING_GRADIENT_NORM;
                }
                yield Metric.OUTPUT_GRADIENT_NORM;
            }
        };
    }
}
