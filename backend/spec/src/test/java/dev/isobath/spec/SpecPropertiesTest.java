package dev.isobath.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** Checks properties of every spec on many random specs. */
class SpecPropertiesTest {

    private static final int SPECS = 400;

    static IntStream seeds() {
        return IntStream.range(0, SPECS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theCanonicalFormSaysTheSameAndIsItsOwnCanonicalForm(int seed) {
        ExperimentSpec spec = SpecReader.read(new RandomSpecs(seed).shortForm());

        ObjectNode canonical = SpecWriter.write(spec);
        ExperimentSpec again = SpecReader.read(Specs.JSON.readTree(canonical.toString()));

        assertThat(again).isEqualTo(spec);
        assertThat(SpecWriter.write(again).toString()).isEqualTo(canonical.toString());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void yamlAndJsonAreReadAlike(int seed) {
        ObjectNode tree = new RandomSpecs(seed).shortForm();

        assertThat(Specs.read(Specs.YAML.writeValueAsString(tree))).isEqualTo(SpecReader.read(tree));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theStepsOfAFlopBudgetFitAndOneMoreWouldNot(int seed) {
        ExperimentSpec spec = SpecReader.read(new RandomSpecs(seed).withFlopBudget());
        double budget = ((Budget.Flops) spec.training().budget()).count();

        double sum = LongStream.rangeClosed(1, spec.steps())
                .mapToDouble(spec::flopsAtStep)
                .sum();

        assertThat(sum).isEqualTo(spec.flopsPlanned()).isLessThanOrEqualTo(budget);
        assertThat(sum + spec.flopsAtStep(spec.steps() + 1)).isGreaterThan(budget);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyBlockProcessesAtLeastOneTokenAndAtMostAll(int seed) {
        ExperimentSpec spec = SpecReader.read(new RandomSpecs(seed).shortForm());
        int sequence = spec.data().sequenceLength();

        Routing.of(spec.architecture())
                .ifPresent(routing -> IntStream.range(
                                0, spec.architecture().shape().layers())
                        .forEach(layer -> assertThat(LongStream.of(1, 2, 3, 10, 1_000_000)
                                        .mapToInt(step -> routing.tokens(layer, sequence, step)))
                                .allMatch(tokens -> tokens >= 1 && tokens <= sequence)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverIsWrittenInsteadOfAFieldIsReadOrRefusedByName(int seed) {
        RandomSpecs random = new RandomSpecs(seed);
        ObjectNode tree = random.shortForm();
        String spoilt = random.spoil(tree);

        try {
            ExperimentSpec spec = SpecReader.read(tree);
            assertThat(SpecReader.read(SpecWriter.write(spec))).isEqualTo(spec);
        } catch (InvalidSpec refusal) {
            assertThat(refusal.violations())
                    .as("%s in %s", spoilt, tree)
                    .isNotEmpty()
                    .allMatch(violation -> violation.message().length() > 5)
                    .allMatch(violation -> violation.pointer().startsWith("/"));
        }
    }
}
