package dev.isobath.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class SpecReaderTest {

    private static final String MOD = "kind: mod, layers: 8, width: 256, heads: 4";

    @Test
    void theShortFormOfTheDesignIsReadAndItsDefaultsFilledIn() {
        ExperimentSpec spec = SpecReader.read(Specs.JSON.readTree("""
                {"name": "mod-12.5", "seed": 1,
                 "architecture": {"kind": "mod", "layers": 8, "width": 256, "heads": 4, "capacity": 0.125, "routeEvery": 2},
                 "data": {"corpus": "tinyshakespeare", "tokenizer": "bytes", "sequenceLength": 256},
                 "training": {"batch": 16, "budget": {"flops": 2e13}, "learningRate": 1e-3, "precision": "bf16"}}
                """));

        assertThat(spec.architecture()).isInstanceOf(Architecture.Mod.class);
        assertThat(spec.architecture().shape().feedForward()).isEqualTo(1024);
        Routing routing = ((Architecture.Mod) spec.architecture()).routing();
        assertThat(routing.tokens(256)).isEqualTo(32);
        assertThat(routing.routes(0)).isFalse();
        assertThat(routing.routes(1)).isTrue();
        assertThat(spec.training().precision()).isEqualTo(Precision.BF16);
        assertThat(spec.training().evaluateEvery()).isEqualTo(spec.steps() / 20);
    }

    @Test
    void wholeNumbersMayBeWrittenWithAPointOrAnExponent() {
        ExperimentSpec spec = Specs.read(Specs.withTraining("batch: 4.0, budget: {tokens: 1e6}"));

        assertThat(spec.training().batch()).isEqualTo(4);
        assertThat(spec.steps()).isEqualTo(1_000_000 / (4 * 64));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    kind: mlp, layers: 2, width: 32                               | /architecture/kind           | 'mlp' is not one of baseline, moe, mod, staged-mode, integrated-mode
                    layers: 2, width: 32                                          | /architecture/kind           | is missing
                    kind: baseline, layers: 2, width: 32, heads: 3                | /architecture/heads          | 3 heads do not divide width 32
                    kind: baseline, layers: 2, width: 6, heads: 2                 | /architecture/heads          | each head would be 3 wide; rotary positions need an even width
                    kind: baseline, layers: 0, width: 32                          | /architecture/layers         | must be between 1 and 512
                    kind: baseline, layers: 2.5, width: 32                        | /architecture/layers         | must be a whole number
                    kind: baseline, layers: '2', width: 32                        | /architecture/layers         | must be a whole number
                    kind: mod, layers: 2, width: 32, capacity: 0                  | /architecture/capacity       | must be above 0 and at most 1
                    kind: mod, layers: 2, width: 32, capacity: 1.01               | /architecture/capacity       | must be above 0 and at most 1
                    kind: mod, layers: 2, width: 32, routeOffset: 2               | /architecture/routeOffset    | must be below routeEvery, 2
                    kind: mod, layers: 2, width: 32, routeEvery: 4                | /architecture/routeEvery     | routes no block: the model has 2 layers
                    kind: mod, layers: 2, width: 32, capcity: 0.5                 | /architecture/capcity        | is not a field of architecture with kind mod; did you mean 'capacity'?
                    kind: baseline, layers: 2, width: 32, capacity: 0.5           | /architecture/capacity       | is not a field of architecture with kind baseline
                    kind: mod, layers: 2, width: 32, causal: oracle               | /architecture/causal         | 'oracle' is not one of none, auxiliary, predictor
                    kind: moe, layers: 2, width: 32, experts: 2, capacityFactor: 3 | /architecture/capacityFactor | must be at most the number of experts, 2
                    kind: integrated-mode, layers: 2, width: 32, experts: 1, noOps: 3, capacityFactor: 1 |  |
                    kind: integrated-mode, layers: 2, width: 32, experts: 4, noOps: 4, capacityFactor: 4 | /architecture/capacityFactor | leaves the real experts too few tokens; lower it, or use fewer no-ops
                    """)
    void aBadArchitectureIsNamedByItsField(String architecture, String pointer, String message) {
        List<Violation> violations = violations(Specs.withArchitecture(architecture));

        assertThat(violations).isEqualTo(pointer == null ? List.of() : List.of(new Violation(pointer, message)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    batch: 4                                                     | /training/budget
                    batch: 4, budget: {}                                         | /training/budget
                    batch: 4, budget: {steps: 10, flops: 1e12}                   | /training/budget
                    batch: 4, budget: {flops: 10}                                | /training/budget
                    batch: 4, budget: {hours: 1}                                 | /training/budget
                    batch: 0, budget: {steps: 10}                                | /training/batch
                    batch: 4, budget: {steps: 10}, learningRate: 0               | /training/learningRate
                    batch: 4, budget: {steps: 10}, beta2: 1                      | /training/beta2
                    batch: 4, budget: {steps: 10}, precision: f16                | /training/precision
                    """)
    void aBadTrainingIsNamedByItsField(String training, String pointer) {
        assertThat(violations(Specs.withTraining(training)))
                .extracting(Violation::pointer)
                .contains(pointer);
    }

    @Test
    void everythingWrongIsSaidAtOnce() {
        List<Violation> violations = violations("""
                name: ""
                seed: -1
                architecture: {kind: mod, layers: 2, width: 30, heads: 4, capacity: 2}
                data: {sequenceLength: 1}
                training: {batch: 4, budget: {steps: 10}, momentum: 0.9}
                extra: true
                """);

        assertThat(violations)
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder(
                        "/name",
                        "/seed",
                        "/data/corpus",
                        "/data/sequenceLength",
                        "/architecture/heads",
                        "/architecture/capacity",
                        "/training/momentum",
                        "/extra");
    }

    @Test
    void aDocumentThatIsNoObjectIsRefused() {
        assertThat(violations("- 1\n- 2\n")).extracting(Violation::pointer).containsExactly("");
    }

    @Test
    void aModelTooLargeToCountIsRefused() {
        assertThat(violations("""
                name: absurd
                architecture: {kind: baseline, layers: 512, width: 16384, heads: 128}
                data: {corpus: tales, sequenceLength: 131072}
                training: {batch: 65536, budget: {steps: 1}}
                """)).extracting(Violation::pointer).containsExactly("/architecture");
    }

    @Test
    void aCorpusMustHoldASequenceInEachPart() {
        ExperimentSpec spec = Specs.read(Specs.withArchitecture(MOD));

        assertThat(SpecReader.checkCorpus(spec, 64))
                .extracting(Violation::pointer)
                .containsExactly("/data/sequenceLength");
        assertThat(SpecReader.checkCorpus(spec, 640))
                .extracting(Violation::pointer)
                .containsExactly("/data/validationFraction");
        assertThat(SpecReader.checkCorpus(spec, 650)).isEmpty();
    }

    @Test
    void aFieldOfManyKilobytesIsRefusedWithoutRepeatingIt() {
        ObjectNode tree = (ObjectNode) Specs.tree(Specs.withArchitecture(MOD));
        tree.put("x".repeat(100_000), 1);

        assertThatThrownBy(() -> SpecReader.read(tree))
                .isInstanceOf(InvalidSpec.class)
                .message()
                .hasSizeLessThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void numbersThatAreNoneAreRefusedWhereverTheyStand(double value) {
        ObjectNode tree = (ObjectNode) Specs.tree(Specs.withArchitecture(MOD));
        tree.withObject("/architecture").put("capacity", value).put("layers", value);
        tree.withObject("/training").put("learningRate", value);
        tree.withObject("/training/budget").put("steps", value);

        InvalidSpec refusal = catchThrowableOfType(InvalidSpec.class, () -> SpecReader.read(tree));

        assertThat(refusal.violations())
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder(
                        "/architecture/capacity",
                        "/architecture/layers",
                        "/training/learningRate",
                        "/training/budget/steps");
    }

    private static List<Violation> violations(String yaml) {
        InvalidSpec refusal = catchThrowableOfType(InvalidSpec.class, () -> Specs.read(yaml));
        return refusal == null ? List.of() : refusal.violations();
    }
}
