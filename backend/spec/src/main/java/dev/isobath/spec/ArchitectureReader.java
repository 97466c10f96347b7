package dev.isobath.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the part of a spec that describes the model. */
final class ArchitectureReader {

    private final Fields fields;
    private final int sequenceLength;

    /** @param sequenceLength the sequence length that the model is trained on, or the longest allowed one when it is not known */
    ArchitectureReader(Fields fields, int sequenceLength) {
        this.fields = fields;
        this.sequenceLength = sequenceLength;
    }

    Architecture read() {
        Kind kind = fields.constant(SpecField.KIND, Kind.class);
        if (!fields.valid(SpecField.KIND)) {
            // Which fields there are depends on the kind, so that only what no kind has can be refused.
            Arrays.stream(SpecField.Part.values())
                    .filter(part -> !part.kinds().isEmpty())
                    .forEach(part -> fields.allow(part.fields()));
        }
        Shape shape = shape();
        Architecture architecture = switch (kind) {
            case BASELINE -> new Architecture.Baseline(shape);
            case MOE -> new Architecture.Moe(shape, experts(0, Optional.empty()));
            case MOD -> new Architecture.Mod(shape, routing(shape));
            case STAGED_MODE -> new Architecture.StagedMode(shape, routing(shape), experts(0, Optional.empty()));
            case INTEGRATED_MODE -> integrated(shape);
        };
        fields.refuseOthers(
                fields.valid(SpecField.KIND) ? "architecture with kind " + kind.text() : "architecture of any kind");
        return architecture;
    }

    private Shape shape() {
        int layers = fields.integer(SpecField.LAYERS);
        int width = fields.integer(SpecField.WIDTH);
        int heads = fields.integer(SpecField.HEADS, Math.max(1, width / 64));
        int feedForward = fields.integer(SpecField.FEED_FORWARD, 4 * width);
        if (!fields.valid(SpecField.WIDTH) || !fields.valid(SpecField.HEADS)) {
            return new Shape(layers, width, heads, feedForward);
        }
        if (width % heads != 0) {
            fields.violation(SpecField.HEADS, heads + " heads do not divide width " + width);
        } else if (width / heads % 2 != 0) {
            fields.violation(
                    SpecField.HEADS,
                    "each head would be " + width / heads + " wide; rotary positions need an even width");
        }
        return new Shape(layers, width, heads, feedForward);
    }

    private Routing routing(Shape shape) {
        return new RoutingReader(fields, shape, sequenceLength).read();
    }

    private Experts experts(int noOps, Optional<ControlledNoOps> control) {
        int count = fields.integer(SpecField.EXPERTS);
        double capacityFactor = fields.number(SpecField.CAPACITY_FACTOR);
        Experts.Scheme scheme = fields.constant(SpecField.EXPERT_SCHEME, Experts.Scheme.class);
        fields.refuseWhatBelongsToOthers(SpecField.EXPERT_SCHEME, scheme);
        if (!fields.valid(SpecField.EXPERT_SCHEME) || !fields.valid(SpecField.EXPERTS)) {
            return new Experts(count, capacityFactor);
        }
        return switch (scheme) {
            case EXPERT_CHOICE -> {
                if (capacityFactor > count) {
                    fields.violation(SpecField.CAPACITY_FACTOR, "must be at most the number of experts, " + count);
                }
                yield new Experts(count, capacityFactor);
            }
            case TOKEN_CHOICE -> {
                int topM = fields.integer(SpecField.TOP_M, 1, count);
                Experts.Shares shares = fields.constant(SpecField.EXPERT_SHARES, Experts.Shares.class);
                if (shares == Experts.Shares.RENORMALISED && fields.valid(SpecField.TOP_M) && topM == 1) {
                    fields.violation(
                            SpecField.EXPERT_SHARES,
                            "needs topM 2 or more: the share of a single path would always be 1, and the router would learn nothing from the text");
                }
                double balanceWeight = balanceWeight(control.isPresent());
                int paths = count + noOps;
                if (control.isPresent()) {
                    checkLimit(capacityFactor, count, control.get().realExperts(topM));
                } else if (fields.valid(SpecField.TOP_M) && capacityFactor * topM > paths) {
                    fields.violation(
                            SpecField.CAPACITY_FACTOR,
                            "must be at most %d paths / topM %d: more slots than tokens would never be filled"
                                    .formatted(paths, topM));
                }
                yield new Experts(count, capacityFactor, scheme, topM, shares, balanceWeight);
            }
        };
    }

    private double balanceWeight(boolean controlled) {
        if (!controlled) {
            return fields.number(SpecField.EXPERT_BALANCE_WEIGHT);
        }
        double weight = fields.number(SpecField.EXPERT_BALANCE_WEIGHT, 0.0);
        if (weight > 0) {
            fields.violation(
                    SpecField.EXPERT_BALANCE_WEIGHT,
                    "is 0 with noOpShare, because the loss would pull no-ops to an equal share; leave it out");
        }
        return weight;
    }

    private void checkLimit(double capacityFactor, int count, double realExperts) {
        if (fields.valid(SpecField.TOP_M)
                && fields.valid(SpecField.NO_OP_SHARE)
                && fields.valid(SpecField.CAPACITY_FACTOR)
                && capacityFactor * realExperts > count) {
            fields.violation(
                    SpecField.CAPACITY_FACTOR,
                    "must be at most %d experts / %.4g real experts of a token: more slots than tokens would never be filled"
                            .formatted(count, realExperts));
        }
    }

    /** Reads the wanted share of no-ops, which belongs to token-choice. */
    private Optional<ControlledNoOps> control() {
        fields.allow(List.of(SpecField.NO_OP_SHARE, SpecField.NO_OP_RATE));
        if (!fields.has(SpecField.NO_OP_SHARE)) {
            fields.refuse("belongs to a spec with noOpShare; leave it out", SpecField.NO_OP_RATE);
            return Optional.empty();
        }
        double share = fields.number(SpecField.NO_OP_SHARE);
        double rate = fields.number(SpecField.NO_OP_RATE);
        return Optional.of(new ControlledNoOps(share, rate));
    }

    private Architecture integrated(Shape shape) {
        int noOps = fields.integer(SpecField.NO_OPS);
        Optional<ControlledNoOps> control = control();
        Experts experts = experts(noOps, control);
        if (fields.valid(SpecField.EXPERT_SCHEME) && experts.scheme() != Experts.Scheme.TOKEN_CHOICE) {
            fields.refuse("belongs to expertScheme token-choice; leave it out", SpecField.NO_OP_SHARE);
        } else if (fields.valid(SpecField.NO_OP_SHARE)
                && fields.valid(SpecField.TOP_M)
                && fields.valid(SpecField.NO_OPS)
                && control.map(wanted -> wanted.share() * experts.topM() > noOps)
                        .orElse(false)) {
            fields.violation(
                    SpecField.NO_OP_SHARE,
                    "must be at most %d no-ops / topM %d, because a token takes a no-op at most once"
                            .formatted(noOps, experts.topM()));
        }
        Architecture.IntegratedMode integrated = new Architecture.IntegratedMode(shape, experts, noOps, control);
        if (experts.scheme() == Experts.Scheme.EXPERT_CHOICE
                && control.isEmpty()
                && fields.valid(SpecField.EXPERT_SCHEME)
                && fields.valid(SpecField.EXPERTS)
                && fields.valid(SpecField.NO_OPS)
                && fields.valid(SpecField.CAPACITY_FACTOR)) {
            // No-op experts take their tokens first. No real expert may take those tokens.
            long left = sequenceLength - (long) noOps * integrated.pathCapacity(sequenceLength);
            if (integrated.pathCapacity(sequenceLength) > left) {
                fields.violation(
                        SpecField.CAPACITY_FACTOR,
                        "leaves the real experts too few tokens; lower it, or use fewer no-ops");
            }
        }
        return integrated;
    }
}
