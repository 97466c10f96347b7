package dev.isobath.spec;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Whether a checkpoint of one spec can begin the run of another spec ({@link StartFrom}). With {@link StartFrom.State#ALL} the run has
 * the seed, the architecture, the data and the batch of the other one, because its counters and its place in the data mean nothing
 * elsewhere. With {@link StartFrom.State#WEIGHTS} the weights have the same names and shapes, and tokens mean the same.
 */
public final class StartFit {

    private final ExperimentSpec spec;
    private final ExperimentSpec source;
    private final List<Violation> violations = new ArrayList<>();

    private StartFit(ExperimentSpec spec, ExperimentSpec source) {
        this.spec = spec;
        this.source = source;
    }

    /**
     * Returns a violation for each field of a spec because of which it cannot begin with a checkpoint.
     *
     * @param source the spec of the experiment that took the checkpoint
     */
    public static List<Violation> violations(ExperimentSpec spec, ExperimentSpec source) {
        StartFit fit = new StartFit(spec, source);
        spec.training().startFrom().map(StartFrom::state).ifPresent(state -> {
            switch (state) {
                case ALL -> fit.sameRun();
                case WEIGHTS -> fit.sameWeights();
            }
        });
        return List.copyOf(fit.violations);
    }

    private void sameRun() {
        JsonNode wanted = SpecWriter.write(spec);
        JsonNode given = SpecWriter.write(source);
        compare("/seed", wanted.path("seed"), given.path("seed"));
        compareFields("/architecture", wanted.path("architecture"), given.path("architecture"), Set.of());
        // Whether unknown text is allowed decides whether a run may begin, and this one has begun.
        compareFields("/data", wanted.path("data"), given.path("data"), Set.of(SpecField.ALLOW_UNKNOWN.key()));
        compare(
                "/training/batch",
                wanted.path("training").path("batch"),
                given.path("training").path("batch"));
    }

    private void compareFields(String pointer, JsonNode wanted, JsonNode given, Set<String> free) {
        Set<String> names = new LinkedHashSet<>(wanted.propertyNames());
        names.addAll(given.propertyNames());
        names.removeAll(free);
        names.forEach(name -> compare(pointer + "/" + name, wanted.path(name), given.path(name)));
    }

    private void compare(String pointer, JsonNode wanted, JsonNode given) {
        if (!wanted.toString().equals(given.toString())) {
            different(pointer, text(wanted), text(given));
        }
    }

    private static String text(JsonNode value) {
        return value instanceof MissingNode
                ? "absent"
                : Fields.abbreviated(value.isString() ? value.stringValue() : value.toString());
    }

    private void sameWeights() {
        Architecture wanted = spec.architecture();
        Architecture given = source.architecture();
        if (wanted.kind() != given.kind()) {
            different("/architecture/kind", wanted.kind().text(), given.kind().text());
        }
        compare(SpecField.LAYERS, wanted.shape().layers(), given.shape().layers());
        compare(SpecField.WIDTH, wanted.shape().width(), given.shape().width());
        compare(SpecField.HEADS, wanted.shape().heads(), given.shape().heads());
        compare(
                SpecField.FEED_FORWARD,
                wanted.shape().feedForward(),
                given.shape().feedForward());
        if (wanted.kind() == given.kind()) {
            Experts.of(wanted)
                    .ifPresent(experts -> compare(
                            SpecField.EXPERTS,
                            experts.count(),
                            Experts.of(given).map(Experts::count).orElse(0)));
            if (wanted instanceof Architecture.IntegratedMode one
                    && given instanceof Architecture.IntegratedMode other) {
                compare(SpecField.NO_OPS, one.noOps(), other.noOps());
            }
            Routing.of(wanted).ifPresent(routing -> Routing.of(given).ifPresent(other -> sameRouters(routing, other)));
        }
        Tokenizer tokenizer = spec.data().tokenizer();
        Tokenizer sourceTokenizer = source.data().tokenizer();
        if (!tokenizer.text().equals(sourceTokenizer.text())) {
            different("/data/tokenizer", tokenizer.text(), sourceTokenizer.text());
        } else if (tokenizer.vocabulary() != sourceTokenizer.vocabulary()) {
            different(
                    "/data/vocabulary",
                    Integer.toString(tokenizer.vocabulary()),
                    Integer.toString(sourceTokenizer.vocabulary()));
        }
    }

    private void sameRouters(Routing wanted, Routing given) {
        if (wanted.hasRouter() != given.hasRouter()) {
            different(
                    "/architecture/scheme",
                    wanted.scheme().text(),
                    given.scheme().text());
        }
        List<Integer> routed = routed(wanted);
        List<Integer> others = routed(given);
        if (!routed.equals(others)) {
            String field = switch (wanted.layers()) {
                case RoutedLayers.Every _ -> SpecField.ROUTE_EVERY.key();
                case RoutedLayers.Chosen _ -> SpecField.ROUTED_LAYERS.key();
                case RoutedLayers.PerLayer _ -> SpecField.CAPACITY.key();
            };
            different(
                    "/architecture/" + field,
                    "blocks " + Fields.abbreviated(routed.toString()),
                    "blocks " + Fields.abbreviated(others.toString()));
        }
        if ((wanted.causal() == Routing.CausalMethod.PREDICTOR) != (given.causal() == Routing.CausalMethod.PREDICTOR)) {
            different(
                    "/architecture/causal",
                    wanted.causal().text(),
                    given.causal().text());
        } else if (wanted.causal() == Routing.CausalMethod.PREDICTOR) {
            compare(SpecField.PREDICTOR_WIDTH, wanted.predictorWidth(), given.predictorWidth());
        }
    }

    private List<Integer> routed(Routing routing) {
        return IntStream.range(0, spec.architecture().shape().layers())
                .filter(routing::routes)
                .boxed()
                .toList();
    }

    private void compare(SpecField field, int wanted, int given) {
        if (wanted != given) {
            different("/architecture/" + field.key(), Integer.toString(wanted), Integer.toString(given));
        }
    }

    private void different(String pointer, String wanted, String given) {
        String what = Optional.of(spec)
                .flatMap(each -> each.training().startFrom())
                .map(StartFrom::state)
                .filter(state -> state == StartFrom.State.ALL)
                .map(
                        _ ->
                                "a run that goes on keeps it; leave it as it was, or take the weights alone with startFrom.state weights")
                .orElse("the weights of the checkpoint do not fit; leave it as it was");
        violations.add(new Violation(
                pointer, "is %s, but it is %s where the checkpoint was taken: %s".formatted(wanted, given, what)));
    }
}
