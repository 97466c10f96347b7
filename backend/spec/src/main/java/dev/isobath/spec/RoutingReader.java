package dev.isobath.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Reads how tokens are routed around blocks. */
final class RoutingReader {

    private static final int LONGEST_SCHEDULE = 100_000;

    /** Limits the work of a schedule: its FLOPs are summed step by step, and every distinct capacity is counted in each step. */
    private static final int MOST_COUNTS = 1_000_000;

    private final Fields fields;
    private final Shape shape;
    private final boolean shapeSound;
    private final int sequenceLength;

    RoutingReader(Fields fields, Shape shape, int sequenceLength) {
        this.fields = fields;
        this.shape = shape;
        this.sequenceLength = sequenceLength;
        shapeSound = fields.sound();
    }

    Routing read() {
        Routing.Scheme scheme = fields.constant("scheme", Routing.Scheme.EXPERT_CHOICE, Routing.Scheme.class);
        RoutedLayers layers = layers();
        Optional<CapacitySchedule> schedule = schedule(layers);
        Routing.CausalMethod causal = causal(scheme);
        Routing routing = new Routing(
                layers,
                scheme,
                schedule,
                fields.constant("gate", Routing.Gate.BLOCK, Routing.Gate.class),
                fields.constant("routerActivation", Routing.RouterActivation.LINEAR, Routing.RouterActivation.class),
                causal,
                causal == Routing.CausalMethod.PREDICTOR
                        ? fields.integer(
                                "predictorWidth", Math.max(1, shape.width() / 2), 1, ArchitectureReader.MOST_WIDTH)
                        : 0,
                causal == Routing.CausalMethod.AUXILIARY
                        ? fields.number("auxiliaryWeight", 0.01, Range.above(0, 1))
                        : 0,
                balanceWeight(scheme));
        if (scheme == Routing.Scheme.TOKEN_CHOICE && fields.sound()) {
            checkWayAround(routing);
        }
        return routing;
    }

    private Routing.CausalMethod causal(Routing.Scheme scheme) {
        Routing.CausalMethod causal = fields.constant("causal", Routing.CausalMethod.NONE, Routing.CausalMethod.class);
        if (scheme == Routing.Scheme.EXPERT_CHOICE || causal == Routing.CausalMethod.NONE) {
            return causal;
        }
        fields.violation(
                "causal",
                "is of no use with scheme %s, which never looks at later tokens; leave it out"
                        .formatted(scheme.text()));
        fields.allow(List.of("predictorWidth", "auxiliaryWeight"));
        return Routing.CausalMethod.NONE;
    }

    private double balanceWeight(Routing.Scheme scheme) {
        if (scheme == Routing.Scheme.TOKEN_CHOICE) {
            return fields.number("balanceWeight", 0.01, Range.closed(0, 1));
        }
        fields.refuse("belongs to scheme token-choice; leave it out", "balanceWeight");
        return 0;
    }

    /** Refuses a capacity of the whole sequence, because the balancing loss divides by the share of tokens that goes around. */
    private void checkWayAround(Routing routing) {
        boolean list = fields.form("capacity").isArray();
        for (int layer = 0; layer < shape.layers(); layer++) {
            if (routing.routes(layer) && routing.tokens(layer, sequenceLength) == sequenceLength) {
                Fields at = list ? fields.list("capacity") : fields;
                at.violation(
                        list ? Integer.toString(layer) : "capacity",
                        "is the whole sequence; scheme token-choice needs a smaller capacity, so that some tokens go around");
                if (!list) {
                    return;
                }
            }
        }
    }

    private Optional<CapacitySchedule> schedule(RoutedLayers layers) {
        if (!fields.has("capacitySchedule")) {
            fields.allow(List.of("capacitySchedule"));
            return Optional.empty();
        }
        Fields schedule = fields.object("capacitySchedule", true);
        if (!fields.form("capacitySchedule").isObject()) {
            return Optional.empty();
        }
        double from = schedule.number("from", 1.0, Range.above(0, 1));
        long capacities = IntStream.range(0, shape.layers())
                .mapToObj(layers::capacity)
                .flatMap(Optional::stream)
                .distinct()
                .count();
        long longest = Math.min(LONGEST_SCHEDULE, MOST_COUNTS / Math.max(1, capacities));
        long steps = schedule.whole("steps", null, 1, longest);
        schedule.refuseOthers("capacitySchedule, which has from and steps");
        return Optional.of(new CapacitySchedule(from, steps));
    }

    private RoutedLayers layers() {
        if (fields.form("capacity").isArray()) {
            fields.refuse(
                    "cannot be combined with a list of capacities, which has null for blocks that are not routed; leave one out",
                    "routeEvery",
                    "routeOffset",
                    "routedLayers");
            return perLayer(fields.list("capacity"));
        }
        Capacity capacity = capacity(fields, "capacity");
        if (fields.has("routedLayers")) {
            fields.refuse("cannot be combined with routedLayers; leave one of them out", "routeEvery", "routeOffset");
            return new RoutedLayers.Chosen(capacity, chosen(fields.list("routedLayers")));
        }
        fields.allow(List.of("routedLayers"));
        return every(capacity);
    }

    private RoutedLayers every(Capacity capacity) {
        int routeEvery = fields.integer("routeEvery", 2, 1, ArchitectureReader.MOST_LAYERS);
        int routeOffset = fields.integer("routeOffset", routeEvery - 1, 0, ArchitectureReader.MOST_LAYERS - 1);
        if (routeOffset >= routeEvery) {
            fields.violation("routeOffset", "must be below routeEvery, " + routeEvery);
        } else if (fields.sound() && routeOffset >= shape.layers()) {
            fields.violation(
                    fields.has("routeOffset") ? "routeOffset" : "routeEvery",
                    "routes no block: the model has " + shape.layers() + " layers");
        }
        return new RoutedLayers.Every(capacity, routeEvery, routeOffset);
    }

    private List<Integer> chosen(Fields list) {
        if (list.size() == 0 && fields.form("routedLayers").isArray()) {
            fields.violation("routedLayers", "routes no block: name at least one");
        }
        TreeSet<Integer> layers = new TreeSet<>();
        for (int i = 0; i < Math.min(list.size(), ArchitectureReader.MOST_LAYERS + 1); i++) {
            String name = Integer.toString(i);
            int layer = list.integer(name, null, 0, shapeSound ? shape.layers() - 1 : ArchitectureReader.MOST_LAYERS);
            if (!layers.add(layer) && list.sound()) {
                list.violation(name, "names block " + layer + " again");
            }
        }
        return List.copyOf(layers);
    }

    private RoutedLayers perLayer(Fields list) {
        if (shapeSound && list.size() != shape.layers()) {
            fields.violation(
                    "capacity",
                    "has %d entries for %d layers; write one for each, null where a block is not routed"
                            .formatted(list.size(), shape.layers()));
        }
        List<Optional<Capacity>> capacities = new ArrayList<>();
        for (int i = 0; i < Math.min(list.size(), ArchitectureReader.MOST_LAYERS); i++) {
            String name = Integer.toString(i);
            capacities.add(list.has(name) ? Optional.of(capacity(list, name)) : Optional.empty());
        }
        if (capacities.stream().allMatch(Optional::isEmpty)) {
            fields.violation("capacity", "routes no block: every entry is null");
        }
        return new RoutedLayers.PerLayer(capacities);
    }

    private Capacity capacity(Fields in, String name) {
        JsonNode form = in.form(name);
        if (form.isObject()) {
            Fields count = in.object(name, true);
            int tokens = count.integer("tokens", null, 1, sequenceLength);
            count.refuseOthers("a capacity, which is a share of the sequence or an object with tokens");
            return new Capacity.Count(tokens);
        }
        if (!form.isMissingNode() && !form.isNumber()) {
            in.allow(List.of(name));
            in.violation(
                    name,
                    "must be a share of the sequence above 0 and at most 1, or a number of tokens: {\"tokens\": 32}");
            return new Capacity.Fraction(1);
        }
        return new Capacity.Fraction(in.number(name, 0.125, Range.above(0, 1)));
    }
}
