package dev.isobath.spec;

/** Reads the part of a spec that describes the model. */
final class ArchitectureReader {

    static final int MOST_LAYERS = 512;
    static final int MOST_WIDTH = 16_384;
    private static final int MOST_EXPERTS = 256;

    private final Fields fields;
    private final int sequenceLength;

    /** @param sequenceLength the sequence length that the model is trained on, or the longest allowed one when it is not known */
    ArchitectureReader(Fields fields, int sequenceLength) {
        this.fields = fields;
        this.sequenceLength = sequenceLength;
    }

    Architecture read() {
        Kind kind = fields.constant("kind", null, Kind.class);
        Shape shape = shape();
        Architecture architecture = switch (kind) {
            case BASELINE -> new Architecture.Baseline(shape);
            case MOE -> new Architecture.Moe(shape, experts(0));
            case MOD -> new Architecture.Mod(shape, routing(shape));
            case STAGED_MODE -> new Architecture.StagedMode(shape, routing(shape), experts(0));
            case INTEGRATED_MODE -> integrated(shape);
        };
        fields.refuseOthers("architecture with kind " + kind.text());
        return architecture;
    }

    private Shape shape() {
        int layers = fields.integer("layers", null, 1, MOST_LAYERS);
        int width = fields.integer("width", null, 2, MOST_WIDTH);
        int heads = fields.integer("heads", Math.max(1, width / 64), 1, 1024);
        int feedForward = fields.integer("feedForward", 4 * width, 1, 8 * MOST_WIDTH);
        if (!fields.sound()) {
            return new Shape(layers, width, heads, feedForward);
        }
        if (width % heads != 0) {
            fields.violation("heads", heads + " heads do not divide width " + width);
        } else if (width / heads % 2 != 0) {
            fields.violation(
                    "heads", "each head would be " + width / heads + " wide; rotary positions need an even width");
        }
        return new Shape(layers, width, heads, feedForward);
    }

    private Routing routing(Shape shape) {
        return new RoutingReader(fields, shape, sequenceLength).read();
    }

    private Experts experts(int noOps) {
        int count = fields.integer("experts", 4, 1, MOST_EXPERTS);
        double capacityFactor = fields.number("capacityFactor", 1.0, Range.above(0, 8));
        return switch (fields.constant("expertScheme", Experts.Scheme.EXPERT_CHOICE, Experts.Scheme.class)) {
            case EXPERT_CHOICE -> {
                fields.refuse("belongs to expertScheme token-choice; leave it out", "topM", "expertBalanceWeight");
                if (capacityFactor > count) {
                    fields.violation("capacityFactor", "must be at most the number of experts, " + count);
                }
                yield new Experts(count, capacityFactor);
            }
            case TOKEN_CHOICE -> {
                int topM = fields.integer("topM", 1, 1, count);
                double balanceWeight = fields.number("expertBalanceWeight", 0.01, Range.closed(0, 1));
                int paths = count + noOps;
                if (capacityFactor * topM > paths) {
                    fields.violation(
                            "capacityFactor",
                            "must be at most %d paths / topM %d: more slots than tokens would never be filled"
                                    .formatted(paths, topM));
                }
                yield new Experts(count, capacityFactor, Experts.Scheme.TOKEN_CHOICE, topM, balanceWeight);
            }
        };
    }

    private Architecture integrated(Shape shape) {
        int noOps = fields.integer("noOps", 1, 1, MOST_EXPERTS);
        Experts experts = experts(noOps);
        Architecture.IntegratedMode integrated = new Architecture.IntegratedMode(shape, experts, noOps);
        if (experts.scheme() == Experts.Scheme.EXPERT_CHOICE) {
            // No-op experts take their tokens first. No real expert may take those tokens.
            long left = sequenceLength - (long) noOps * integrated.pathCapacity(sequenceLength);
            if (integrated.pathCapacity(sequenceLength) > left) {
                fields.violation(
                        "capacityFactor", "leaves the real experts too few tokens; lower it, or use fewer no-ops");
            }
        }
        return integrated;
    }
}
