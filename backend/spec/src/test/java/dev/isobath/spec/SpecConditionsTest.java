package dev.isobath.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The rules between fields: those of the schema, those that only the server knows, and what a canonical spec holds. */
class SpecConditionsTest {

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Schema PUBLISHED = REGISTRY.getSchema(SpecSchema.document());
    private static final Schema WITHOUT_RULES = REGISTRY.getSchema(SpecSchema.definition());
    private static final Schema CANONICAL = REGISTRY.getSchema(SpecSchema.canonical());

    static IntStream seeds() {
        return IntStream.range(0, 400);
    }

    private static List<Error> errors(Schema schema, JsonNode spec) {
        return schema.validate(Specs.JSON.readTree(spec.toString()));
    }

    private static String spec(String part, String fields) {
        return switch (part) {
            case "data" -> Specs.withData(fields);
            case "training" -> Specs.withTraining("batch: 4, " + fields);
            default -> Specs.withArchitecture("layers: 2, width: 32, kind: " + part + ", " + fields);
        };
    }

    /** Every field of these is right by itself. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    mod             | balanceWeight: 0.1                                                  | /architecture/balanceWeight
                    mod             | scheme: stochastic, balanceWeight: 0.1                              | /architecture/balanceWeight
                    mod             | predictorWidth: 4                                                   | /architecture/predictorWidth
                    mod             | causal: auxiliary, predictorWidth: 4                                | /architecture/predictorWidth
                    mod             | causal: predictor, auxiliaryWeight: 0.1                             | /architecture/auxiliaryWeight
                    mod             | causal: null, auxiliaryWeight: 0.1                                  | /architecture/auxiliaryWeight
                    mod             | scheme: token-choice, causal: predictor                             | /architecture/causal
                    mod             | scheme: stochastic, causal: auxiliary                               | /architecture/causal
                    mod             | scheme: token-choice, capacity: 1                                   | /architecture/capacity
                    mod             | scheme: token-choice, capacity: [0.5, 1.0]                          | /architecture/capacity/1
                    mod             | capacity: [null, null]                                              | /architecture/capacity
                    mod             | capacity: [0.5, null], routeEvery: 2                                | /architecture/routeEvery
                    mod             | capacity: [0.5, null], routeOffset: 0                               | /architecture/routeOffset
                    mod             | capacity: [0.5, null], routedLayers: [0]                            | /architecture/routedLayers
                    mod             | routedLayers: [0], routeEvery: 2                                    | /architecture/routeEvery
                    mod             | routedLayers: [0], routeOffset: 0                                   | /architecture/routeOffset
                    staged-mode     | predictorWidth: 4                                                   | /architecture/predictorWidth
                    staged-mode     | scheme: token-choice, topM: 2                                       | /architecture/topM
                    moe             | topM: 2                                                             | /architecture/topM
                    moe             | expertScheme: expert-choice, topM: 1                                | /architecture/topM
                    moe             | expertBalanceWeight: 0.1                                            | /architecture/expertBalanceWeight
                    moe             | expertShares: softmax                                               | /architecture/expertShares
                    moe             | expertScheme: expert-choice, expertShares: renormalised             | /architecture/expertShares
                    moe             | expertScheme: token-choice, expertShares: renormalised              | /architecture/expertShares
                    integrated-mode | expertScheme: token-choice, topM: 1, expertShares: renormalised     | /architecture/expertShares
                    integrated-mode | expertScheme: token-choice, topM: null, expertShares: renormalised  | /architecture/expertShares
                    data            | vocabulary: 256                                                     | /data/vocabulary
                    data            | tokenizer: gpt2, vocabulary: 50257                                  | /data/vocabulary
                    training        | budget: {steps: 100}, deterministic: true, device: cuda             | /training/deterministic
                    training        | budget: {steps: 100}, evaluationTokens: 64, evaluationBatches: 4    | /training/evaluationTokens
                    training        | budget: {steps: 100}, cooldown: 0.1                                 | /training/cooldown
                    training        | budget: {steps: 100}, baseWidth: 64                                 | /training/baseWidth
                    training        | budget: {steps: 100}, parametrization: standard, baseHeads: 2       | /training/baseHeads
                    training        | budget: {steps: 100}, parametrization: mup, baseLayers: 2           | /training/baseLayers
                    integrated-mode | noOpShare: 0.2                                                      | /architecture/noOpShare
                    integrated-mode | expertScheme: token-choice, noOpRate: 0.1                           | /architecture/noOpRate
                    integrated-mode | expertScheme: token-choice, noOpShare: 0.2, expertBalanceWeight: 0.1 | /architecture/expertBalanceWeight
                    training        | budget: {steps: 100}, schedule: constant, cooldown: 0.1             | /training/cooldown
                    training        | budget: {steps: 100}, schedule: constant, finalLearningRate: 0.1    | /training/finalLearningRate
                    """)
    void readerAndSchemaRefuseWhatDoesNotGoTogether(String part, String fields, String pointer) {
        JsonNode tree = Specs.tree(spec(part, fields));

        InvalidSpec refusal = catchThrowableOfType(InvalidSpec.class, () -> SpecReader.read(tree));

        assertThat(refusal).isNotNull();
        assertThat(refusal.violations()).extracting(Violation::pointer).containsExactly(pointer);
        assertThat(errors(PUBLISHED, tree)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    mod             | balanceWeight: 0.1, scheme: token-choice, capacity: 0.5
                    mod             | balanceWeight: null, predictorWidth: null, auxiliaryWeight: null
                    mod             | causal: predictor, predictorWidth: 4, scheme: null
                    mod             | causal: auxiliary, auxiliaryWeight: 0.1, scheme: expert-choice
                    mod             | scheme: stochastic, causal: none, capacity: 1
                    mod             | scheme: token-choice, capacity: [0.5, null]
                    mod             | capacity: [0.5, null], routeEvery: null, routedLayers: null
                    mod             | routedLayers: [1.0], routeEvery: null
                    moe             | expertScheme: token-choice, topM: 2.0, expertShares: renormalised
                    moe             | expertScheme: token-choice, topM: 1, expertShares: softmax
                    integrated-mode | expertScheme: token-choice, topM: 4, expertShares: renormalised, noOps: 2
                    moe             | expertShares: null, topM: null
                    data            | tokenizer: fairy, vocabulary: 12
                    data            | tokenizer: gpt2, vocabulary: null
                    training        | budget: {steps: 100}, deterministic: true, device: cpu
                    training        | budget: {steps: 100}, deterministic: true
                    training        | budget: {steps: 100}, evaluationTokens: null, evaluationBatches: 4
                    training        | budget: {steps: 100}, evaluationTokens: 64, evaluationBatches: null
                    training        | budget: {steps: 100}, deterministic: false, device: cuda
                    training        | budget: {steps: 100}, schedule: wsd, cooldown: 0.1, finalLearningRate: 0.5
                    training        | budget: {steps: 100}, schedule: constant, finalLearningRate: 1.0, cooldown: null
                    training        | budget: {steps: 100}, schedule: null, accumulate: 2
                    training        | budget: {steps: 100}, parametrization: mup, baseWidth: 64, baseHeads: 2, baseLayers: null
                    training        | budget: {steps: 100}, parametrization: completep, baseLayers: 2
                    training        | budget: {steps: 100}, parametrization: null, baseWidth: null
                    integrated-mode | expertScheme: token-choice, noOpShare: 0.2, expertBalanceWeight: 0.0
                    integrated-mode | expertScheme: token-choice, noOpShare: 0.2, noOpRate: 0.5, topM: 2, noOps: 2
                    """)
    void readerAndSchemaAcceptWhatDoes(String part, String fields) {
        JsonNode tree = Specs.tree(spec(part, fields));

        assertThat(SpecReader.read(tree)).isNotNull();
        assertThat(errors(PUBLISHED, tree)).isEmpty();
    }

    /** The rules that docs/spec.md says only the server knows. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    mod             | heads: 3                                                    | /architecture/heads
                    mod             | heads: 32                                                   | /architecture/heads
                    mod             | routeEvery: 2, routeOffset: 2                               | /architecture/routeOffset
                    mod             | routeEvery: 4                                               | /architecture/routeEvery
                    mod             | capacity: [0.5]                                             | /architecture/capacity
                    mod             | routedLayers: [2]                                           | /architecture/routedLayers/0
                    mod             | capacity: {tokens: 65}                                      | /architecture/capacity/tokens
                    mod             | scheme: token-choice, capacity: {tokens: 64}                | /architecture/capacity
                    mod             | capacitySchedule: {steps: 100}                              | /architecture/capacitySchedule/steps
                    moe             | expertScheme: token-choice, topM: 5                         | /architecture/topM
                    moe             | experts: 2, capacityFactor: 3                               | /architecture/capacityFactor
                    moe             | expertScheme: token-choice, topM: 2, capacityFactor: 3      | /architecture/capacityFactor
                    integrated-mode | experts: 4, noOps: 4, capacityFactor: 4                     | /architecture/capacityFactor
                    data            | tokenizer: fairy                                            | /data/tokenizer
                    training        | budget: {tokens: 10}                                        | /training/budget
                    training        | budget: {steps: 100}, accumulate: 3                         | /training/accumulate
                    training        | budget: {steps: 100}, parametrization: mup, baseHeads: 3    | /training/baseHeads
                    integrated-mode | expertScheme: token-choice, topM: 2, noOpShare: 0.6         | /architecture/noOpShare
                    integrated-mode | expertScheme: token-choice, noOpShare: 0.2, capacityFactor: 6 | /architecture/capacityFactor
                    training        | budget: {steps: 100}, accumulate: 8                         | /training/accumulate
                    training        | budget: {steps: 100}, schedule: wsd, warmup: 0.9            | /training/cooldown
                    """)
    void comparisonsOfNumbersAreTheServersAlone(String part, String fields, String pointer) {
        JsonNode tree = Specs.tree(spec(part, fields));

        InvalidSpec refusal = catchThrowableOfType(InvalidSpec.class, () -> SpecReader.read(tree));

        assertThat(refusal).isNotNull();
        assertThat(refusal.violations()).extracting(Violation::pointer).containsExactly(pointer);
        assertThat(errors(PUBLISHED, tree)).isEmpty();
    }

    /** Each is without one field that the kind needs, or has one that it does not have. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind: baseline, width: 32",
                "layers: 2, width: 32",
                "kind: moe, layers: 2, width: 32, noOps: 1",
                "kind: baseline, layers: 2, width: 32, experts: 4",
                "kind: mod, layers: 2, width: 32, expertShares: softmax",
                "kind: integrated-mode, layers: 2, width: 32, capacity: 0.5"
            })
    void aKindHasItsFieldsAndNoOthers(String architecture) {
        JsonNode tree = Specs.tree(Specs.withArchitecture(architecture));

        assertThatThrownBy(() -> SpecReader.read(tree)).isInstanceOf(InvalidSpec.class);
        assertThat(errors(PUBLISHED, tree)).isNotEmpty();
    }

    /** A field of one spec in another brings fields together that were never written for each other. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whatTheSchemaRefusesInAMixtureOfTwoSpecsTheReaderRefusesToo(int seed) {
        ObjectNode tree = mixture(seed);

        if (!errors(PUBLISHED, tree).isEmpty()) {
            assertThatThrownBy(() -> SpecReader.read(tree)).as(tree.toString()).isInstanceOf(InvalidSpec.class);
        }
    }

    @Test
    void mixturesMeetTheRules() {
        long refusedByARule = seeds().mapToObj(SpecConditionsTest::mixture)
                .filter(tree -> errors(WITHOUT_RULES, tree).isEmpty())
                .filter(tree -> !errors(PUBLISHED, tree).isEmpty())
                .count();

        assertThat(refusedByARule).isGreaterThan(20);
    }

    private static ObjectNode mixture(int seed) {
        ObjectNode tree = new RandomSpecs(seed).shortForm();
        ObjectNode into = tree.withObject("/architecture");
        List<ObjectNode> others = seeds().mapToObj(other -> new RandomSpecs(seed + 1000L * (1 + other)).shortForm())
                .map(other -> other.withObject("/architecture"))
                .filter(other -> other.get("kind").equals(into.get("kind")))
                .limit(1)
                .toList();
        Random random = new Random(seed);
        for (ObjectNode other : others) {
            List<String> names = new ArrayList<>(other.propertyNames());
            String name = names.get(random.nextInt(names.size()));
            into.set(name, other.get(name));
        }
        return tree;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsWrittenIsCanonical(int seed) {
        ObjectNode written = SpecWriter.write(SpecReader.read(new RandomSpecs(seed).shortForm()));

        assertThat(errors(CANONICAL, written)).isEmpty();
    }

    /** A client may rely on the fields that the schema of canonical specs requires, and on no others. */
    @Test
    void theFieldsThatCanonicalSpecsRequireAreThoseThatAreAlwaysWritten() {
        Map<Kind, Set<String>> always = new EnumMap<>(Kind.class);
        for (int seed = 0; seed < 2000; seed++) {
            ObjectNode written = SpecWriter.write(SpecReader.read(new RandomSpecs(seed).shortForm()));
            Set<String> present = new HashSet<>();
            collect(written, "", present);
            Kind kind = Arrays.stream(Kind.values())
                    .filter(one ->
                            one.text().equals(written.at("/architecture/kind").asString()))
                    .findFirst()
                    .orElseThrow();
            always.computeIfAbsent(kind, first -> new TreeSet<>(present)).retainAll(present);
        }

        for (Kind kind : Kind.values()) {
            Set<String> required = new TreeSet<>();
            for (SpecField.Part part :
                    List.of(SpecField.Part.SPEC, SpecField.Part.DATA, SpecField.Part.TRAINING, SpecField.Part.BUDGET)) {
                String at = switch (part) {
                    case DATA -> "/data/";
                    case TRAINING -> "/training/";
                    case BUDGET -> "/training/budget/";
                    default -> "/";
                };
                part.fields().stream()
                        .filter(SpecWriter::alwaysWrites)
                        .forEach(field -> required.add(at + field.key()));
            }
            SpecSchema.fieldsOf(kind).stream()
                    .filter(SpecWriter::alwaysWrites)
                    .forEach(field -> required.add("/architecture/" + field.key()));
            assertThat(always.get(kind)).as(kind.text()).isEqualTo(required);
        }
    }

    private static void collect(JsonNode node, String pointer, Set<String> into) {
        for (String name : node.propertyNames()) {
            String at = pointer + "/" + name;
            // Inside of these there is a choice of forms.
            into.add(at);
            if (!name.equals("capacity") && !name.equals("capacitySchedule")) {
                collect(node.get(name), at, into);
            }
        }
    }
}
