package dev.isobath.server.experiments.filter;

import dev.isobath.server.experiments.ExperimentKinds;
import dev.isobath.server.experiments.filter.Field.Source;
import dev.isobath.spec.FlatSpec;
import dev.isobath.spec.text.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All fields and their names. A field is one of the experiment, such as {@code state}; one of its spec, such as
 * {@code spec.training.learningRate} or {@code learningRate} for short; or a value of a metric, such as {@code val_loss.best}.
 */
public final class FieldCatalogue {

    /** The field that decides whether a list has the experiments that were put away. */
    public static final String ARCHIVED = "archived";

    /**
     * The field that is equal where everything in the spec is but its name and its seed. Its value is a digest, which is kept among the
     * flat fields of the spec.
     */
    public static final String CONFIGURATION = "configuration";

    /** The texts that are too long to tell groups apart by. */
    private static final Set<String> LONG_TEXTS = Set.of("stateReason", "notes", "text");

    private static final String SPEC = "spec.";

    /** Before the name of a param of another program, whose value is text. */
    private static final String PARAMS = "params.";

    /** Before the name of a param whose value is compared as a number. A value that is none counts as missing. */
    private static final String PARAM_NUMBERS = "paramNumbers.";

    /** The states as the table of experiments has them. */
    private static final List<String> STATES =
            List.of("QUEUED", "RUNNING", "PAUSED", "FINISHED", "FAILED", "CANCELLED");

    private static final Map<String, Field> EXPERIMENT = experimentFields();
    private static final Map<String, Field> SPECS = specFields();
    private static final Map<String, String> SHORT = shortNames();
    private static final Map<String, String> OTHER_NAMES = Map.of(
            "created", "createdAt",
            "queued", "queuedAt",
            "started", "startedAt",
            "finished", "finishedAt",
            "updated", "updatedAt",
            "tags", "tag",
            "user", "createdBy");

    private final Predicate<String> reported;

    /**
     * Makes a catalogue.
     *
     * @param reported whether an experiment has reported a metric of this name, so that metrics of other programs are known too
     */
    public FieldCatalogue(Predicate<String> reported) {
        this.reported = reported;
    }

    /**
     * Returns the field with a name, long or short.
     *
     * @throws UnknownFieldException when there is none
     */
    public Field get(String name) {
        return find(name).orElseThrow(() -> new UnknownFieldException(unknown(name)));
    }

    private Optional<Field> find(String name) {
        Field field = EXPERIMENT.get(OTHER_NAMES.getOrDefault(name, name));
        if (field == null) {
            field = SPECS.get(SHORT.getOrDefault(name, name));
        }
        return Optional.ofNullable(field).or(() -> param(name)).or(() -> MetricField.find(name, reported));
    }

    /** Any name may be that of a param. An experiment without it has no value. */
    private static Optional<Field> param(String name) {
        boolean number = name.startsWith(PARAM_NUMBERS);
        String prefix = number ? PARAM_NUMBERS : PARAMS;
        return name.startsWith(prefix) && name.length() > prefix.length()
                ? Optional.of(new Field(
                        name,
                        number ? FieldType.NUMBER : FieldType.TEXT,
                        List.of(),
                        new Source.Param(name.substring(prefix.length()), number)))
                : Optional.empty();
    }

    private static String unknown(String name) {
        return "'%s' is not a field%s"
                .formatted(Quotes.shortened(name), MetricField.hint(name).orElseGet(() -> hint(name)));
    }

    private static String hint(String name) {
        List<String> known = new ArrayList<>(EXPERIMENT.keySet());
        known.addAll(OTHER_NAMES.keySet());
        known.addAll(SHORT.keySet());
        known.addAll(MetricField.words());
        if (name.startsWith(SPEC)) {
            // Long paths are compared by their last name, which is where they differ.
            String last = name.substring(name.lastIndexOf('.') + 1);
            return NearestName.find(last, SHORT.keySet())
                    .map(SHORT::get)
                    .map(path -> "; did you mean '" + path + "'?")
                    .orElse("; docs/filter.md lists all of them");
        }
        String hint = NearestName.hint(name, known);
        return hint.isEmpty() ? "; docs/filter.md lists all of them" : hint;
    }

    /** Returns the fields of experiments, in the order in which people read them. */
    public static List<Field> experiment() {
        return List.copyOf(EXPERIMENT.values());
    }

    /** Returns the fields of specs, by path. */
    public static List<Field> spec() {
        return List.copyOf(SPECS.values());
    }

    /** Returns the field of the spec at a path of the flat spec, such as {@code training.learningRate}. */
    public static Optional<Field> spec(String path) {
        return Optional.ofNullable(SPECS.get(SPEC + path));
    }

    /** Returns what the values of a field are, as messages say it. */
    public static String typeWords(Field field) {
        return field.type().words();
    }

    /** Returns whether experiments can be grouped by a field: it has one short value in each. */
    public static boolean isGroupable(Field field) {
        return field.type().isSortable() && !LONG_TEXTS.contains(field.name());
    }

    /** Returns whether the value {@code .best} of a metric is known, because one value is better than another. */
    public static boolean hasBest(String metric) {
        return MetricField.best(metric.split("/", 2)[0]).isPresent();
    }

    /** Returns the short name of a field, which is the full name where it has no other. */
    public static String shortName(Field field) {
        String last = field.name().substring(field.name().lastIndexOf('.') + 1);
        return Objects.equals(SHORT.get(last), field.name()) ? last : field.name();
    }

    private static Map<String, Field> experimentFields() {
        return Stream.of(
                        column("id", FieldType.TEXT, "e.id::text"),
                        column("name", FieldType.TEXT, "e.name"),
                        choice("kind", "e.kind", ExperimentKinds.names()),
                        new Field(CONFIGURATION, FieldType.TEXT, List.of(), new Source.Spec(CONFIGURATION)),
                        choice("state", "e.state", STATES),
                        column("stateReason", FieldType.TEXT, "e.state_reason"),
                        column("tag", FieldType.TAGS, "e.tags"),
                        column("notes", FieldType.TEXT, "e.notes"),
                        column(
                                "text",
                                FieldType.TEXT,
                                "concat_ws(E'\\n', e.name, e.notes, array_to_string(e.tags, ' '))"),
                        column(
                                "mlflowExperiment",
                                FieldType.TEXT,
                                "(select x.name from external_run r join mlflow_experiment x on x.id = r.mlflow_experiment_id"
                                        + " where r.experiment_id = e.id)"),
                        column("priority", FieldType.NUMBER, "e.priority::float8"),
                        column("progress", FieldType.NUMBER, "(e.step::float8 / nullif(e.steps, 0))"),
                        column("step", FieldType.NUMBER, "e.step::float8"),
                        column("steps", FieldType.NUMBER, "e.steps::float8"),
                        column("parameters", FieldType.NUMBER, "e.parameters::float8"),
                        column("flopsPerStep", FieldType.NUMBER, "e.flops_per_step::float8"),
                        column("flopsPlanned", FieldType.NUMBER, "e.flops_planned"),
                        column("flopsExecuted", FieldType.NUMBER, "e.flops_executed"),
                        column("seconds", FieldType.NUMBER, "e.seconds"),
                        column(
                                "secondsLeft",
                                FieldType.NUMBER,
                                "(case when e.state = 'RUNNING' and e.step > 0 and e.kind <> 'external' then e.seconds / e.step * (e.steps - e.step) end)"),
                        measured("trainLoss", "e.train_loss"),
                        measured("valLoss", "e.val_loss"),
                        measured("tokensPerSecond", "e.tokens_per_second"),
                        column("attempts", FieldType.NUMBER, "e.attempts::float8"),
                        column("createdBy", FieldType.TEXT, "e.created_by_name"),
                        column("createdAt", FieldType.TIME, "e.created_at"),
                        column("queuedAt", FieldType.TIME, "e.queued_at"),
                        column("startedAt", FieldType.TIME, "e.started_at"),
                        column("finishedAt", FieldType.TIME, "e.finished_at"),
                        column("updatedAt", FieldType.TIME, "e.updated_at"),
                        column(ARCHIVED, FieldType.FLAG, "(e.archived_at is not null)"))
                .collect(Collectors.toMap(Field::name, field -> field, (a, _) -> a, LinkedHashMap::new));
    }

    /** A diverged run has a loss that is no number. It counts as having none. */
    private static Field measured(String name, String column) {
        return new Field(name, FieldType.NUMBER, List.of(), new Source.Measured(column));
    }

    private static Field column(String name, FieldType type, String expression) {
        return new Field(name, type, List.of(), new Source.Column(expression));
    }

    private static Field choice(String name, String expression, List<String> choices) {
        return new Field(name, FieldType.CHOICE, choices, new Source.Column(expression));
    }

    private static Map<String, Field> specFields() {
        Map<String, Field> fields = new LinkedHashMap<>();
        for (FlatSpec.Entry entry : FlatSpec.entries()) {
            FieldType type = switch (entry.type()) {
                case NUMBER -> FieldType.NUMBER;
                case TEXT -> FieldType.TEXT;
                case CHOICE -> FieldType.CHOICE;
                case FLAG -> FieldType.FLAG;
                case NUMBERS -> FieldType.NUMBERS;
            };
            String name = SPEC + entry.path();
            fields.put(name, new Field(name, type, entry.choices(), new Source.Spec(entry.path())));
        }
        return fields;
    }

    /** Maps the last names of the fields of the spec's parts to their full names, where no other field has that name. */
    private static Map<String, String> shortNames() {
        Map<String, String> names = new LinkedHashMap<>();
        for (FlatSpec.Entry entry : FlatSpec.entries()) {
            String[] parts = entry.path().split("\\.", -1);
            String last = parts[parts.length - 1];
            if (parts.length <= 2 && !EXPERIMENT.containsKey(last) && names.put(last, SPEC + entry.path()) != null) {
                throw new IllegalStateException("two fields of a spec are called " + last);
            }
        }
        return names;
    }
}
