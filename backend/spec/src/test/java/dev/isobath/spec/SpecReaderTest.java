package dev.isobath.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
        assertThat(routing.tokens(1, 256)).isEqualTo(32);
        assertThat(routing.routes(0)).isFalse();
        assertThat(routing.routes(1)).isTrue();
        assertThat(spec.training().precision()).isEqualTo(Precision.BF16);
        assertThat(spec.training().evaluateEvery()).isEqualTo(spec.steps() / 20);
    }

    @Test
    void anEvaluationIsANumberOfTokensUnlessAnOlderSpecHasBatches() {
        assertThat(Specs.read(Specs.withTraining("batch: 4, budget: {steps: 9}"))
                        .training()
                        .evaluationSize())
                .isEqualTo(new EvaluationSize.Tokens(16_384));
        ExperimentSpec older = Specs.read(Specs.withTraining("batch: 4, budget: {steps: 9}, evaluationBatches: 2"));
        assertThat(older.training().evaluationSize()).isEqualTo(new EvaluationSize.Batches(2));
        assertThat(SpecWriter.write(older).path("training").propertyNames())
                .contains("evaluationBatches")
                .doesNotContain("evaluationTokens");
        assertThat(SpecReader.read(SpecWriter.write(older))).isEqualTo(older);
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
                    kind: mod, layers: 2, width: 32, capacity: '0.5'              | /architecture/capacity       | must be a share of the sequence above 0 and at most 1, or a number of tokens: {"tokens": 32}
                    kind: mod, layers: 2, width: 32, capacity: {tokens: 65}       | /architecture/capacity/tokens | must be between 1 and 64
                    kind: mod, layers: 2, width: 32, capacity: {}                 | /architecture/capacity/tokens | is missing
                    kind: mod, layers: 2, width: 32, capacity: {tokens: 8, of: 64} | /architecture/capacity/of | is not a field of a capacity, which is a share of the sequence or an object with tokens
                    kind: mod, layers: 2, width: 32, capacity: [0.5]              | /architecture/capacity       | has 1 entries for 2 layers; write one for each, null where a block is not routed
                    kind: mod, layers: 2, width: 32, capacity: [0.5], capacitySchedule: {steps: 5} | /architecture/capacity | has 1 entries for 2 layers; write one for each, null where a block is not routed
                    kind: mod, layers: 2, width: 32, capacity: [null, null]       | /architecture/capacity       | routes no block: every entry is null
                    kind: mod, layers: 2, width: 32, capacity: [null, 1.5]        | /architecture/capacity/1     | must be above 0 and at most 1
                    kind: mod, layers: 2, width: 32, capacity: [{tokens: 0}, 1]   | /architecture/capacity/0/tokens | must be between 1 and 64
                    kind: mod, layers: 2, width: 32, capacity: [null, 1], routeEvery: 2 | /architecture/routeEvery | cannot be combined with a list of capacities, which has null for blocks that are not routed; leave one out
                    kind: mod, layers: 2, width: 32, routedLayers: [1], routeOffset: 0 | /architecture/routeOffset | cannot be combined with routedLayers; leave one of them out
                    kind: mod, layers: 2, width: 32, routedLayers: []             | /architecture/routedLayers   | routes no block: name at least one
                    kind: mod, layers: 2, width: 32, routedLayers: 1              | /architecture/routedLayers   | must be a list
                    kind: mod, layers: 2, width: 32, routedLayers: [0, 2]         | /architecture/routedLayers/1 | must be between 0 and 1
                    kind: mod, layers: 2, width: 32, routedLayers: [1, 1]         | /architecture/routedLayers/1 | names block 1 again
                    kind: mod, layers: 2, width: 32, routedLayers: [1, null]      | /architecture/routedLayers/1 | is missing
                    kind: mod, layers: 2, width: 32, scheme: random               | /architecture/scheme         | 'random' is not one of expert-choice, token-choice, threshold, stochastic
                    kind: mod, layers: 2, width: 32, scheme: threshold, capacity: 1 |  |
                    kind: mod, layers: 2, width: 32, scheme: threshold, causal: predictor | /architecture/causal | is of no use with scheme threshold, which never looks at later tokens; leave it out
                    kind: mod, layers: 2, width: 32, scheme: threshold, balanceWeight: 0.1 | /architecture/balanceWeight | belongs to scheme token-choice; leave it out
                    kind: mod, layers: 2, width: 32, scheme: token-choice, capacity: 1 | /architecture/capacity  | is the whole sequence; scheme token-choice needs a smaller capacity, so that some tokens go around
                    kind: mod, layers: 2, width: 32, scheme: token-choice, capacity: [0.5, {tokens: 64}] | /architecture/capacity/1 | is the whole sequence; scheme token-choice needs a smaller capacity, so that some tokens go around
                    kind: mod, layers: 2, width: 32, scheme: token-choice, causal: predictor, predictorWidth: 4 | /architecture/causal | is of no use with scheme token-choice, which never looks at later tokens; leave it out
                    kind: mod, layers: 2, width: 32, scheme: stochastic, causal: auxiliary | /architecture/causal | is of no use with scheme stochastic, which never looks at later tokens; leave it out
                    kind: mod, layers: 2, width: 32, scheme: stochastic, causal: none |  |
                    kind: mod, layers: 2, width: 32, balanceWeight: 0.1           | /architecture/balanceWeight  | belongs to scheme token-choice; leave it out
                    kind: mod, layers: 2, width: 32, capacitySchedule: {from: 0, steps: 5} | /architecture/capacitySchedule/from | must be above 0 and at most 1
                    kind: mod, layers: 2, width: 32, capacitySchedule: {from: 1}  | /architecture/capacitySchedule/steps | is missing
                    kind: mod, layers: 2, width: 32, capacitySchedule: {steps: 100} | /architecture/capacitySchedule/steps | must be below the steps of the run, 100
                    kind: mod, layers: 2, width: 32, capacitySchedule: 100        | /architecture/capacitySchedule | must be an object
                    kind: moe, layers: 2, width: 32, scheme: stochastic           | /architecture/scheme         | is not a field of architecture with kind moe
                    kind: moe, layers: 2, width: 32, topM: 2                      | /architecture/topM           | belongs to expertScheme token-choice; leave it out
                    kind: mod, layers: 2, width: 32, causal: auxiliary, predictorWidth: 4 | /architecture/predictorWidth | belongs to causal predictor; leave it out
                    kind: moe, layers: 2, width: 32, expertShares: renormalised   | /architecture/expertShares   | belongs to expertScheme token-choice; leave it out
                    kind: moe, layers: 2, width: 32, expertScheme: token-choice, expertShares: renormalised | /architecture/expertShares | needs topM 2 or more: the share of a single path would always be 1, and the router would learn nothing from the text
                    kind: moe, layers: 2, width: 32, expertScheme: token-choice, topM: 2, expertShares: equal | /architecture/expertShares | 'equal' is not one of softmax, renormalised
                    kind: moe, layers: 2, width: 32, expertScheme: token-choice, topM: 4, expertShares: renormalised |  |
                    kind: mod, layers: 2, width: 32, expertShares: softmax        | /architecture/expertShares   | is not a field of architecture with kind mod
                    kind: moe, layers: 2, width: 32, expertScheme: token-choice, topM: 5 | /architecture/topM    | must be between 1 and 4
                    kind: moe, layers: 2, width: 32, expertScheme: token-choice, topM: 2, capacityFactor: 2.5 | /architecture/capacityFactor | must be at most 4 paths / topM 2: more slots than tokens would never be filled
                    kind: integrated-mode, layers: 2, width: 32, experts: 4, noOps: 4, capacityFactor: 8, expertScheme: token-choice |  |
                    kind: integrated-mode, layers: 2, width: 32, experts: 1, noOps: 3, capacityFactor: 1 |  |
                    kind: moe, layers: 2, width: 32, expertScheme: token-choice, noOpShare: 0.2 | /architecture/noOpShare | is not a field of architecture with kind moe
                    kind: integrated-mode, layers: 2, width: 32, noOpShare: 0.2 | /architecture/noOpShare | belongs to expertScheme token-choice; leave it out
                    kind: integrated-mode, layers: 2, width: 32, noOpRate: 0.2 | /architecture/noOpRate | belongs to a spec with noOpShare; leave it out
                    kind: integrated-mode, layers: 2, width: 32, expertScheme: token-choice, noOpShare: 1 | /architecture/noOpShare | must be above 0 and below 1
                    kind: integrated-mode, layers: 2, width: 32, expertScheme: token-choice, topM: 2, noOpShare: 0.6 | /architecture/noOpShare | must be at most 1 no-ops / topM 2, because a token takes a no-op at most once
                    kind: integrated-mode, layers: 2, width: 32, expertScheme: token-choice, noOpShare: 0.2, capacityFactor: 6 | /architecture/capacityFactor | must be at most 4 experts / 0.8000 real experts of a token: more slots than tokens would never be filled
                    kind: integrated-mode, layers: 2, width: 32, expertScheme: token-choice, noOpShare: 0.2, expertBalanceWeight: 0.01 | /architecture/expertBalanceWeight | is 0 with noOpShare, because the loss would pull no-ops to an equal share; leave it out
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
                    batch: 4, budget: {steps: 10}, device: tpu                   | /training/device
                    batch: 4, budget: {steps: 10}, deterministic: 'yes'          | /training/deterministic
                    """)
    void aBadTrainingIsNamedByItsField(String training, String pointer) {
        assertThat(violations(Specs.withTraining(training)))
                .extracting(Violation::pointer)
                .contains(pointer);
    }

    @Test
    void aScheduleHasItsOwnFinalLearningRate() {
        for (String schedule :
                List.of("schedule: cosine|0.1", "schedule: wsd|0.0", "schedule: constant|1.0", "seed|0.1")) {
            String[] parts = schedule.split("\\|", -1);
            String written = parts[0].equals("seed") ? "" : ", " + parts[0];
            TrainingSpec training = Specs.read(Specs.withTraining("batch: 4, budget: {steps: 9}" + written))
                    .training();
            assertThat(training.finalLearningRate()).as(schedule).isEqualTo(Double.parseDouble(parts[1]));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    accumulate: 3                              | /training/accumulate        | 3 micro-batches do not divide batch 4
                    schedule: wsd, warmup: 0.7, cooldown: 0.31 | /training/cooldown          | and warmup together are at most 1, the whole run; make one of them smaller
                    schedule: wsd, warmup: 0.7, cooldown: 0.3  |                             |
                    schedule: constant, finalLearningRate: 0   | /training/finalLearningRate | is 1 with schedule constant; leave it out
                    schedule: cosine, cooldown: 0.1            | /training/cooldown          | belongs to schedule wsd; leave it out
                    baseLayers: 2                              | /training/baseLayers        | belongs to parametrization completep; leave it out
                    baseWidth: 64                              | /training/baseWidth         | belongs to parametrization mup and completep; leave it out
                    parametrization: mup, baseHeads: 3         | /training/baseHeads         | 3 heads do not divide baseWidth 128
                    parametrization: mup, baseWidth: 1         | /training/baseWidth         | must be between 2 and 16384
                    parametrization: sp                        | /training/parametrization   | 'sp' is not one of standard, mup, completep
                    schedule: linear                           | /training/schedule          | 'linear' is not one of cosine, wsd, constant
                    """)
    void aScheduleThatMakesNoSenseIsRefusedWithWhatToDo(String training, String pointer, String message) {
        assertThat(violations(Specs.withTraining("batch: 4, budget: {steps: 9}, " + training)))
                .isEqualTo(pointer == null ? List.of() : List.of(new Violation(pointer, message)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    tokenizer: byte                            | /data/tokenizer  | 'byte' is neither bytes nor gpt2, and no vocabulary is known for a tokenizer of that name
                    tokenizer: 7                               | /data/tokenizer  | must be a string
                    tokenizer: gpt2, vocabulary: 1000          | /data/vocabulary | is 50257 with tokenizer gpt2; leave it out
                    vocabulary: 1000                           | /data/vocabulary | is 256 with tokenizer bytes; leave it out
                    tokenizer: fairy, vocabulary: 1            | /data/vocabulary | must be between 2 and 1048576
                    """)
    void aBadTokenizerIsNamedByItsField(String data, String pointer, String message) {
        assertThat(violations(Specs.withData(data))).containsExactly(new Violation(pointer, message));
    }

    @Test
    void aTokenizerOfTheProjectIsKnownByItsNameAndVocabulary() {
        ExperimentSpec spec = Specs.read(Specs.withData("tokenizer: fairy, vocabulary: 1000"));

        assertThat(spec.data().tokenizer()).isEqualTo(new Tokenizer.Named("fairy", 1000));
        assertThat(SpecWriter.write(spec).at("/data/vocabulary").intValue()).isEqualTo(1000);
        assertThat(Specs.read(Specs.withData("tokenizer: gpt2"))
                        .data()
                        .tokenizer()
                        .vocabulary())
                .isEqualTo(50_257);
    }

    @Test
    void whatIsAtItsDefaultAndCameLaterIsNotWritten() {
        ExperimentSpec plain = Specs.read(Specs.withArchitecture(MOD));
        ExperimentSpec explicit = Specs.read(
                Specs.withArchitecture(MOD + ", scheme: expert-choice")
                        .replace(
                                "batch: 4",
                                "batch: 4, device: cpu, deterministic: false, schedule: cosine, accumulate: 1, parametrization: standard"));

        assertThat(SpecWriter.write(explicit)).isEqualTo(SpecWriter.write(plain));
        assertThat(SpecWriter.write(plain).at("/architecture").propertyNames())
                .containsExactly(
                        "kind",
                        "layers",
                        "width",
                        "heads",
                        "feedForward",
                        "capacity",
                        "routeEvery",
                        "routeOffset",
                        "gate",
                        "routerActivation",
                        "causal");
    }

    @Test
    void unknownTextIsAllowedOnlyWhereTheSpecSaysSo() {
        ObjectNode written = SpecWriter.write(Specs.read(Specs.withArchitecture(MOD)));
        assertThat(SpecReader.read(written).data().allowUnknown()).isFalse();
        written.withObject("/data").put("allowUnknown", true);
        ExperimentSpec allowed = SpecReader.read(written);

        assertThat(allowed.data().allowUnknown()).isTrue();
        assertThat(SpecWriter.write(allowed)).isEqualTo(written);
    }

    @Test
    void aScheduleOverManyDifferentCapacitiesIsShorter() {
        String capacities = IntStream.rangeClosed(1, 50)
                .mapToObj(k -> "{tokens: " + k + "}")
                .collect(Collectors.joining(", "));

        assertThat(violations(Specs.withArchitecture(
                        "kind: mod, layers: 50, width: 32, capacity: [%s], capacitySchedule: {steps: 20001}"
                                .formatted(capacities))))
                .containsExactly(new Violation("/architecture/capacitySchedule/steps", "must be between 1 and 20000"));
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
        assertThatThrownBy(() -> Specs.read("- 1\n- 2\n"))
                .isInstanceOf(InvalidSpec.class)
                .hasMessage("a spec is an object with name, architecture, data, training");
    }

    /** What depends on a wrong value is not complained about: nobody knows yet whether it is wrong. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind: modd, layers: 2, width: 32, capacity: 0.5, routeEvery: 2, experts: 4, noOps: 1",
                "kind: mod, layers: 2, width: 32, scheme: tokens, balanceWeight: 0.1",
                "kind: mod, layers: 2, width: 32, causal: oracle, predictorWidth: 4, auxiliaryWeight: 0.1",
                "kind: mod, layers: 2, width: 32, routeEvery: 0, routeOffset: 1",
                "kind: moe, layers: 2, width: 32, expertScheme: tokens, topM: 2, expertBalanceWeight: 0.1",
                "kind: moe, layers: 2, width: 32, experts: 0, capacityFactor: 3",
                "kind: moe, layers: 2, width: 32, experts: 0, expertScheme: token-choice, topM: 2",
                "kind: moe, layers: 2, width: 32, experts: 0, expertScheme: token-choice, topM: 1, expertShares: renormalised",
                "kind: moe, layers: 2, width: 32, expertScheme: token-choice, topM: 0, expertShares: renormalised",
                "kind: integrated-mode, layers: 2, width: 32, noOps: 0, capacityFactor: 4",
                "kind: mod, layers: 2, width: none, heads: 4, capacity: {tokens: 8}",
                "kind: mod, layers: 2, width: 32, capacitySchedule: 5"
            })
    void oneMistakeIsOneComplaint(String architecture) {
        assertThat(violations(Specs.withArchitecture(architecture))).hasSize(1);
    }

    @Test
    void nothingIsSaidAboutTheFieldsOfWhatIsNotThere() {
        assertThat(violations("name: x\narchitecture: mod\ndata:\ntraining: {batch: 4, budget: 10}\n"))
                .containsExactlyInAnyOrder(
                        new Violation("/architecture", "must be an object"),
                        new Violation("/data", "is missing"),
                        new Violation("/training/budget", "must be an object"));
    }

    @Test
    void halfOfASurrogatePairIsNoText() {
        ObjectNode tree = (ObjectNode) Specs.tree(Specs.withArchitecture(MOD));
        tree.put("name", "half \uD83C");

        InvalidSpec refusal = catchThrowableOfType(InvalidSpec.class, () -> SpecReader.read(tree));

        assertThat(refusal.violations())
                .containsExactly(new Violation("/name", "has half of a surrogate pair, which is no character"));
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
