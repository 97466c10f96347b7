package dev.isobath.spec.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobath.spec.InvalidSpec;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.SpecText;
import dev.isobath.spec.Violation;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudyReaderTest {

    private static final String BASE = """
            name: small
            base:
              architecture: {kind: baseline, layers: 2, width: 32, heads: 2}
              data: {corpus: tales, sequenceLength: 64}
              training: {batch: 4, budget: {steps: 100}}
            """;

    private static final String ISOFLOP = """
            name: MoD against the baseline
            question: Does it beat the baseline?
            design: isoflop
            base:
              data: {corpus: tales, sequenceLength: 64}
              training: {batch: 4, learningRate: 0.002}
            variants:
              - {name: baseline, change: {architecture: {kind: baseline}}}
              - {name: mod, change: {architecture: {kind: mod, capacity: 0.125}}}
            budgets: [1e10, 4e10]
            sizes: {widths: [32, 64, 96], headWidth: 16, widthPerLayer: 16}
            seeds: [1, 2]
            """;

    private static StudySpec read(String yaml) {
        return StudyReader.read(SpecText.yaml(yaml));
    }

    private static List<String> keys(String yaml) {
        return StudyMembers.of(read(yaml)).stream().map(Member::key).toList();
    }

    @Test
    void anIsoFlopStudyCrossesVariantsBudgetsSizesAndSeeds() {
        List<Member> members = StudyMembers.of(read(ISOFLOP));
        assertThat(members).hasSize(2 * 2 * 3 * 2);
        assertThat(members.getFirst().key()).isEqualTo("baseline, 1e10 FLOPs, 2 × 32, seed 1");
        Member last = members.getLast();
        assertThat(last.size()).contains(new Size(6, 96, 6));
        assertThat(last.spec().toString())
                .isEqualTo(
                        "{\"name\":\"MoD against the baseline: mod, 4e10 FLOPs, 6 × 96, seed 2\",\"seed\":2,"
                                + "\"data\":{\"corpus\":\"tales\",\"sequenceLength\":64},"
                                + "\"training\":{\"batch\":4,\"learningRate\":0.002,\"budget\":{\"flops\":4.0E10}},"
                                + "\"architecture\":{\"kind\":\"mod\",\"capacity\":0.125,\"layers\":6,\"width\":96,\"heads\":6}}");
        members.forEach(member -> SpecReader.read(member.spec()));
    }

    @Test
    void moreSeedsAndBudgetsKeepTheMembersThatThereWere() {
        String more = ISOFLOP.replace("[1, 2]", "[1, 2, 3]").replace("[1e10, 4e10]", "[1e10, 4e10, 2e10]");
        assertThat(StudyMembers.of(read(more))).containsAll(StudyMembers.of(read(ISOFLOP)));
    }

    @Test
    void theSeedsOfTheBestSizeAreOthersThanThoseOfAllSizes() {
        assertThatThrownBy(() -> read(ISOFLOP + "seedsAtBest: [3, 2]\n"))
                .isInstanceOfSatisfying(
                        InvalidSpec.class,
                        e -> assertThat(e.violations())
                                .containsExactly(
                                        new Violation("/seedsAtBest/1", "is one of seeds, which every size has")));
    }

    @Test
    void halvingKeepsItsShareRoundedUpAndAtLeastOne() {
        Halving halving = new Halving(List.of(0.25, 0.5), 0.1);
        assertThat(halving.kept(30)).isEqualTo(3);
        assertThat(halving.kept(31)).isEqualTo(4);
        assertThat(halving.kept(1)).isEqualTo(1);
        assertThat(halving.step(0, 100)).isEqualTo(25);
        assertThat(halving.step(1, 3)).isEqualTo(1);
        assertThat(halving.step(0, 2)).as("there is no step 0").isEqualTo(1);
    }

    @Test
    void onePointGetsOtherSeedsWithTheKeysThatTheStudyWouldGiveThem() {
        StudySpec study = read(ISOFLOP.replace("[1, 2]", "[1]"));
        List<Member> added = StudyMembers.at(study, "mod", "1e10 FLOPs, 4 × 64", List.of(2L));
        assertThat(added).hasSize(1);
        assertThat(StudyMembers.of(read(ISOFLOP))).containsAll(added);
        assertThat(StudyMembers.at(study, "mod", "1e10 FLOPs, 4 × 65", List.of(2L)))
                .isEmpty();
    }

    @Test
    void everyOtherDesignHasTheMembersThatItsNameSays() {
        assertThat(keys(BASE + "design: seeds\nseeds: [3, 4]")).containsExactly("base, seed 3", "base, seed 4");
        assertThat(keys(BASE + "design: learning-rate\nlearningRates: [0.001, 0.002]"))
                .containsExactly("base, learning rate 0.001, seed 1", "base, learning rate 0.002, seed 1");
        assertThat(keys(BASE + "design: grid\naxes: {training.beta1: [0.8, 0.9], training.batch: [2, 4]}"))
                .containsExactly(
                        "base, beta1 0.8, batch 2, seed 1",
                        "base, beta1 0.8, batch 4, seed 1",
                        "base, beta1 0.9, batch 2, seed 1",
                        "base, beta1 0.9, batch 4, seed 1");
        assertThat(keys(BASE + "design: list\nchanges: [{training: {batch: 8}}, {data: {sequenceLength: 32}}]"))
                .containsExactly("base, change 1, seed 1", "base, change 2, seed 1");
    }

    @Test
    void randomDrawsStayTheSameWhenMoreAreDrawn() {
        String random = BASE + """
                design: random
                draws:
                  training.learningRate: {from: 1e-4, to: 1e-2, log: true}
                  training.batch: {from: 1, to: 8, whole: true}
                  training.precision: [f32, bf16]
                """;
        List<Member> five = StudyMembers.of(read(random + "count: 5"));
        List<Member> nine = StudyMembers.of(read(random + "count: 9"));
        assertThat(nine.subList(0, 5)).isEqualTo(five);
        assertThat(new HashSet<>(nine)).hasSize(9);
        nine.forEach(member -> {
            SpecReader.read(member.spec());
            var training = member.spec().path("training");
            assertThat(training.path("learningRate").doubleValue()).isBetween(1e-4, 1e-2);
            assertThat(training.path("batch").isIntegralNumber()).isTrue();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    design: isoflp                                            | /design                     | 'isoflp' is not one of isoflop, learning-rate, seeds, grid, random, list
                    design: seeds, seeds: []                                  | /seeds                      | must have at least one entry
                    design: seeds, seeds: [1, 1]                              | /seeds                      | has a value twice: 1
                    design: seeds, seeds: [-1]                                | /seeds/0                    | must be between 0 and 9007199254740991
                    design: seeds, learningRates: [1]                         | /learningRates              | is not a field of a study with design seeds
                    design: seeds, sedes: [1]                                 | /sedes                      | is not a field of a study with design seeds; did you mean 'seeds'?
                    design: seeds, variants: [{name: a, change: {}}, {name: a, change: {}}] | /variants/1/name | is the name of an earlier variant
                    design: seeds, variants: [{name: a, change: {seed: 3}}]   | /variants/0/change/seed     | is set by the study; leave it out
                    design: seeds, variants: [{name: a, change: {trainig: {}}}] | /variants/0/change/trainig  | is not a field of a spec; did you mean 'training'?
                    design: learning-rate                                     | /learningRates              | is missing
                    design: grid, axes: {}                                    | /axes                       | must name at least one field
                    design: grid, axes: {training.batches: [1]}               | /axes/training.batches      | is not the path of a field such as training.learningRate; did you mean 'training.batch'?
                    design: grid, axes: {seed: [1]}                           | /axes/seed                  | is set by the study; leave it out
                    design: grid, axes: {training.batch: [[1]]}               | /axes/training.batch/0      | must be a number, a text, or true or false
                    design: grid, axes: {architecture.capacity: [1], architecture.capacity.tokens: [1]} | /axes/architecture.capacity.tokens | cannot be varied beside architecture.capacity, which it is a part of
                    design: random, count: 2, draws: {training.batch: {from: 2, to: 1}} | /draws/training.batch/to | must be above from
                    design: random, count: 2, draws: {training.batch: {from: 0, to: 1, log: true}} | /draws/training.batch/from | must be above 0 and at most 1.0E30
                    design: seeds, sizes: {widths: [16]}                      | /sizes                      | is not a field of a study with design seeds
                    design: seeds, seedsAtBest: [3]                           | /seedsAtBest                | is not a field of a study with design seeds; did you mean 'seeds'?
                    design: seeds, halving: {at: [0.5]}                       | /halving                    | is for the designs learning-rate, grid, random and list; an experiment that is stopped early has no loss at its budget, so this design cannot compare it; leave it out
                    design: learning-rate, learningRates: [1], halving: {at: [0.5, 0.25]} | /halving/at     | must be in ascending order, each once
                    design: learning-rate, learningRates: [1], halving: {at: [1]} | /halving/at/0           | must be above 0 and below 1
                    design: learning-rate, learningRates: [1], halving: {keep: 0.5} | /halving/at           | is missing
                    design: isoflop, sizes: [{layers: 2, width: 32, heads: 2}], budgets: [1e9] | /base/training/budget | is set by the budgets of the study; leave it out
                    """)
    void whatIsNotUnderstoodIsRefusedWithItsPlace(String fields, String pointer, String message) {
        String flow = """
                {name: small, base: {architecture: {kind: baseline}, training: {budget: {steps: 1}}}, %s}
                """.formatted(fields);
        assertThatThrownBy(() -> read(flow))
                .isInstanceOfSatisfying(
                        InvalidSpec.class,
                        refusal -> assertThat(refusal.violations()).containsExactly(new Violation(pointer, message)));
    }

    @Test
    void aWidthThatIsNotAMultipleOfItsHeadsIsRefused() {
        assertThatThrownBy(() -> read(ISOFLOP.replace("96]", "100]")))
                .hasMessage("/sizes/widths/2: is not a multiple of headWidth 16");
    }

    @Test
    void aStudyOfTooManyExperimentsIsRefusedBeforeTheyAreMade() {
        String huge = BASE + """
                design: random
                count: 2000
                draws: {training.batch: {from: 1, to: 8}}
                seeds: [1, 2]
                """;
        assertThatThrownBy(() -> read(huge)).hasMessage("asks for 4000 experiments; a study has at most 2000");
    }
}
