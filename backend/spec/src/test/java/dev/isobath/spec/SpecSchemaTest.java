package dev.isobath.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The published schema says what the reader does. */
class SpecSchemaTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "spec.md");
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SpecSchema.document());

    static Stream<String> presets() {
        return Presets.names().stream();
    }

    static IntStream seeds() {
        return IntStream.range(0, 400);
    }

    /** The validator cannot compare numbers beyond 64 bits with a limit, and gets a smaller one that is as wrong. */
    private static List<Error> errors(JsonNode spec) {
        return SCHEMA.validate(Specs.JSON.readTree(spec.toString().replace("1.0E300", "1.0E18")));
    }

    @ParameterizedTest
    @MethodSource("presets")
    void everyPresetIsValidAsItIsWrittenAndInItsCanonicalForm(String name) throws IOException {
        ObjectNode written =
                (ObjectNode) SpecText.yaml(Files.readAllBytes(Path.of("src/main/resources/presets", name + ".yaml")));
        written.withObject("/data").put("corpus", "tales");

        assertThat(errors(written)).isEmpty();
        assertThat(errors(SpecWriter.write(Presets.named(name, "tales")))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatTheReaderAcceptsIsValid(int seed) {
        RandomSpecs random = new RandomSpecs(seed);
        ObjectNode tree = random.shortForm();

        assertThat(errors(tree)).isEmpty();
        assertThat(errors(SpecWriter.write(SpecReader.read(tree)))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsNotValidTheReaderRefuses(int seed) {
        ObjectNode tree = new RandomSpecs(seed).shortForm();
        new RandomSpecs(seed + 10_000).spoil(tree);

        if (!errors(tree).isEmpty()) {
            assertThatThrownBy(() -> SpecReader.read(tree)).as(tree.toString()).isInstanceOf(InvalidSpec.class);
        }
    }

    /** The names that the reader refuses as unknown, with every name of a spec tried in every kind. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void anArchitectureHasTheFieldsThatTheReaderKnowsAndNoOthers(Kind kind) {
        ObjectNode tree = SpecWriter.write(Presets.comparison(kind, "tales"));
        ObjectNode architecture = tree.withObject("/architecture");
        List<String> names =
                Arrays.stream(SpecField.values()).map(SpecField::key).distinct().toList();
        // Text is a wrong value for every field that is not there yet; a known field is refused for that, or for what
        // it depends on.
        names.stream().filter(name -> !architecture.has(name)).forEach(name -> architecture.put(name, "no number"));

        TreeSet<String> unknown = new TreeSet<>();
        try {
            SpecReader.read(tree);
        } catch (InvalidSpec refusal) {
            refusal.violations().stream()
                    .filter(violation -> violation.message().startsWith("is not a field of"))
                    .map(violation -> violation.pointer().substring("/architecture/".length()))
                    .forEach(unknown::add);
        }
        assertThat(names.stream().filter(name -> !unknown.contains(name)))
                .containsExactlyInAnyOrderElementsOf(
                        SpecSchema.fieldsOf(kind).stream().map(SpecField::key).toList());
    }

    /** Each number at both of its limits and just outside of them, where nothing else in the spec stands in its way. */
    static Stream<Arguments> limits() {
        return Stream.of(
                        SpecField.LEARNING_RATE,
                        SpecField.FINAL_LEARNING_RATE,
                        SpecField.WARMUP,
                        SpecField.WEIGHT_DECAY,
                        SpecField.BETA1,
                        SpecField.BETA2,
                        SpecField.EPSILON,
                        SpecField.GRADIENT_CLIP,
                        SpecField.BATCH,
                        SpecField.EVALUATE_EVERY,
                        SpecField.EVALUATION_TOKENS,
                        SpecField.EVALUATION_BATCHES)
                .flatMap(field -> values(field).map(value -> Arguments.of(field, value)));
    }

    private static Stream<Double> values(SpecField field) {
        if (field.form() instanceof SpecField.Form.Whole(long least, long most)) {
            return Stream.of(least - 1.0, (double) least, (double) most, most + 1.0);
        }
        Range range = field.range();
        return Stream.of(
                Math.nextDown(range.least()),
                range.least(),
                Math.nextUp(range.least()),
                Math.nextDown(range.most()),
                range.most(),
                Math.nextUp(range.most()));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void limitsAreTheSame(SpecField field, double value) {
        ObjectNode tree = (ObjectNode) Specs.tree(Specs.withTraining("batch: 1, budget: {steps: 1}"));
        tree.withObject("/training").put(field.key(), value);

        assertThat(errors(tree).isEmpty()).isEqualTo(accepts(tree));
    }

    private static boolean accepts(JsonNode tree) {
        try {
            SpecReader.read(tree);
            return true;
        } catch (InvalidSpec refusal) {
            return false;
        }
    }

    @Test
    void aDefaultThatIsWrittenMakesTheSameSpec() {
        ObjectNode written = SpecWriter.write(Presets.named("mod", "tales"));
        for (SpecField field : SpecField.Part.TRAINING.fields()) {
            if (field.otherwise() instanceof SpecField.Otherwise.Value && field != SpecField.LEARNING_RATE) {
                ObjectNode without = written.deepCopy();
                without.withObject("/training").remove(field.key());
                assertThat(SpecWriter.write(SpecReader.read(without)))
                        .as(field.key())
                        .isEqualTo(written);
            }
        }
    }

    @Test
    void thePageHasEveryField() throws IOException {
        Path target = Path.of("target", "spec");
        Files.createDirectories(target);
        for (SpecField.Part part : SpecField.Part.values()) {
            Files.writeString(target.resolve(part + ".md"), section(part));
        }
        String page = Files.readString(PAGE, StandardCharsets.UTF_8);
        for (SpecField.Part part : SpecField.Part.values()) {
            assertThat(page)
                    .as("docs/spec.md should hold %s", target.resolve(part + ".md"))
                    .contains(section(part));
        }
    }

    private static String section(SpecField.Part part) {
        return "## " + part.title() + "\n\n"
                + part.fields().stream()
                        .map(field -> "| `%s` | %s | %s | %s | %s |\n"
                                .formatted(field.key(), type(field), range(field), otherwise(field), field.meaning()))
                        .collect(Collectors.joining(
                                "", "| field | type | range | default | meaning |\n|---|---|---|---|---|\n", ""));
    }

    private static String type(SpecField field) {
        return switch (field.form()) {
            case SpecField.Form.Text text -> "text";
            case SpecField.Form.Whole whole -> "whole number";
            case SpecField.Form.Real real -> "number";
            case SpecField.Form.Flag flag -> "true or false";
            case SpecField.Form.Choice choice -> "one of";
            case SpecField.Form.Capacities capacities -> "number, object or list";
            case SpecField.Form.Blocks blocks -> "list of whole numbers";
            case SpecField.Form.Nested nested -> "object";
        };
    }

    private static String range(SpecField field) {
        return switch (field.form()) {
            case SpecField.Form.Text(int longest) -> "1 to %d characters".formatted(longest);
            case SpecField.Form.Whole(long least, long most) -> "%d to %d".formatted(least, most);
            case SpecField.Form.Real(Range range) -> range.words();
            case SpecField.Form.Flag flag -> "";
            case SpecField.Form.Choice choice ->
                choice.names().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
            case SpecField.Form.Capacities(Range share) -> "a share: " + share.words();
            case SpecField.Form.Blocks(int last) -> "each 0 to %d, below `layers`, none twice".formatted(last);
            case SpecField.Form.Nested nested -> "";
        };
    }

    private static String otherwise(SpecField field) {
        return switch (field.otherwise()) {
            case SpecField.Otherwise.Required required -> "required";
            case SpecField.Otherwise.Derived(String words) -> words;
            case SpecField.Otherwise.Value(Named named) -> "`" + named.text() + "`";
            case SpecField.Otherwise.Value(Object value) -> "`" + value + "`";
        };
    }
}
