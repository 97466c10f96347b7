package dev.isobath.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Reads how tokens are routed around blocks. */
final class RoutingReader {

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
        Routing.Scheme scheme = fields.constant(SpecField.SCHEME, Routing.Scheme.class);
        RoutedLayers layers = layers();
        Optional<CapacitySchedule> schedule = schedule(layers);
        Routing.CausalMethod causal = causal(scheme);
        Routing routing = new Routing(
                layers,
                scheme,
                schedule,
                fields.constant(SpecField.GATE, Routing.Gate.class),
                fields.constant(SpecField.ROUTER_ACTIVATION, Routing.RouterActivation.class),
                causal,
                causal == Routing.CausalMethod.PREDICTOR
                        ? fields.integer(SpecField.PREDICTOR_WIDTH, Math.max(1, shape.width() / 2))
                        : 0,
                causal == Routing.CausalMethod.AUXILIARY ? fields.number(SpecField.AUXILIARY_WEIGHT) : 0,
                balanceWeight(scheme));
        if (scheme == Routing.Scheme.TOKEN_CHOICE && fields.sound()) {
            checkWayAround(routing);
        }
        return routing;
    }

    private Routing.CausalMethod causal(Routing.Scheme scheme) {
        Routing.CausalMethod causal = fields.constant(SpecField.CAUSAL, Routing.CausalMethod.class);
        boolean useful = scheme == Routing.Scheme.EXPERT_CHOICE || causal == Routing.CausalMethod.NONE;
        if (!useful) {
            fields.violation(
                    SpecField.CAUSAL,
                    "is of no use with scheme %s, which never looks at later tokens; leave it out"
                            .formatted(scheme.text()));
        }
        fields.refuseWhatBelongsToOthers(SpecField.CAUSAL, causal);
        return useful ? causal : Routing.CausalMethod.NONE;
    }

    private double balanceWeight(Routing.Scheme scheme) {
        fields.refuseWhatBelongsToOthers(SpecField.SCHEME, scheme);
        return scheme == Routing.Scheme.TOKEN_CHOICE ? fields.number(SpecField.BALANCE_WEIGHT) : 0;
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
        if (!fields.has(SpecField.CAPACITY_SCHEDULE)) {
            fields.allow(List.of(SpecField.CAPACITY_SCHEDULE));
            return Optional.empty();
        }
        Fields schedule = fields.object(SpecField.CAPACITY_SCHEDULE);
        if (!fields.form("capacitySchedule").isObject()) {
            return Optional.empty();
        }
        double from = schedule.number(SpecField.SCHEDULE_FROM);
        long capacities = IntStream.range(0, shape.layers())
                .mapToObj(layers::capacity)
                .flatMap(Optional::stream)
                .distinct()
                .count();
        long longest = Math.min(SpecField.SCHEDULE_STEPS.most(), MOST_COUNTS / Math.max(1, capacities));
        long steps = schedule.integer(SpecField.SCHEDULE_STEPS, null, (int) longest);
        schedule.refuseOthers("capacitySchedule, which has from and steps");
        return Optional.of(new CapacitySchedule(from, steps));
    }

    private RoutedLayers layers() {
        if (fields.form("capacity").isArray()) {
            fields.refuse(
                    "cannot be combined with a list of capacities, which has null for blocks that are not routed; leave one out",
                    SpecField.ROUTE_EVERY,
                    SpecField.ROUTE_OFFSET,
                    SpecField.ROUTED_LAYERS);
            return perLayer(fields.list(SpecField.CAPACITY.key()));
        }
        Capacity capacity = capacity(fields, "capacity");
        if (fields.has(SpecField.ROUTED_LAYERS)) {
            fields.refuse(
                    "cannot be combined with routedLayers; leave one of them out",
                    SpecField.ROUTE_EVERY,
                    SpecField.ROUTE_OFFSET);
            return new RoutedLayers.Chosen(capacity, chosen(fields.list(SpecField.ROUTED_LAYERS.key())));
        }
        fields.allow(List.of(SpecField.ROUTED_LAYERS));
        return every(capacity);
    }

    private RoutedLayers every(Capacity capacity) {
        int routeEvery = fields.integer(SpecField.ROUTE_EVERY);
        int routeOffset = fields.integer(SpecField.ROUTE_OFFSET, routeEvery - 1);
        if (fields.valid(SpecField.ROUTE_EVERY) && routeOffset >= routeEvery) {
            fields.violation(SpecField.ROUTE_OFFSET, "must be below routeEvery, " + routeEvery);
        } else if (fields.sound() && routeOffset >= shape.layers()) {
            fields.violation(
                    fields.has(SpecField.ROUTE_OFFSET) ? SpecField.ROUTE_OFFSET : SpecField.ROUTE_EVERY,
                    "routes no block: the model has " + shape.layers() + " layers");
        }
        return new RoutedLayers.Every(capacity, routeEvery, routeOffset);
    }

    private List<Integer> chosen(Fields list) {
        if (list.size() == 0 && fields.form("routedLayers").isArray()) {
            fields.violation(SpecField.ROUTED_LAYERS, "routes no block: name at least one");
        }
        TreeSet<Integer> layers = new TreeSet<>();
        int last = (shapeSound ? shape.layers() : SpecField.LAYERS.most()) - 1;
        for (int i = 0; i < Math.min(list.size(), SpecField.LAYERS.most() + 1); i++) {
            String name = Integer.toString(i);
            int layer = (int) list.whole(name, null, 0, last);
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
        for (int i = 0; i < Math.min(list.size(), SpecField.LAYERS.most()); i++) {
            String name = Integer.toString(i);
            capacities.add(list.form(name).isMissingNode() ? Optional.empty() : Optional.of(capacity(list, name)));
        }
        if (capacities.stream().allMatch(Optional::isEmpty)) {
            fields.violation("capacity", "routes no block: every entry is null");
        }
        return new RoutedLayers.PerLayer(capacities);
    }

    private Capacity capacity(Fields in, String name) {
        JsonNode form = in.form(name);
        if (form.isObject()) {
            Fields count = in.object(name);
            int tokens = count.integer(SpecField.CAPACITY_TOKENS, null, sequenceLength);
            count.refuseOthers("a capacity, which is a share of the sequence or an object with tokens");
            return new Capacity.Count(tokens);
        }
        if (!form.isMissingNode() && !form.isNumber()) {
            in.allow(List.of(SpecField.CAPACITY));
            in.violation(
                    name,
                    "must be a share of the sequence above 0 and at most 1, or a number of tokens: {\"tokens\": 32}");
            return new Capacity.Fraction(1);
        }
        return new Capacity.Fraction(
                in.number(name, SpecField.CAPACITY.otherwise(Double.class), SpecField.CAPACITY.range()));
    }
}
