package dev.isobath.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.spec.flops.RunFlops;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BudgetTest {

    @Test
    void stepsAreRoundedDownSoThatABudgetIsNeverExceeded() {
        assertThat(new Budget.Flops(1e12).steps(64, RunFlops.constant(300_000_000_000L)))
                .isEqualTo(3);
        assertThat(new Budget.Tokens(1_000).steps(64, RunFlops.constant(1))).isEqualTo(15);
        assertThat(new Budget.Steps(7).steps(64, RunFlops.constant(1))).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyKindSpendsTheSameBudgetToWithinOnePercent(Kind kind) {
        ExperimentSpec spec = Specs.read("""
                name: equal compute
                architecture: {kind: %s, layers: 4, width: 128}
                data: {corpus: tinyshakespeare, sequenceLength: 128}
                training: {batch: 16, budget: {flops: 2e12}}
                """.formatted(kind.text()));

        assertThat(spec.flopsPlanned()).isLessThanOrEqualTo(2e12).isCloseTo(2e12, within(0.01 * 2e12));
    }

    /** S = 64, so the capacity goes from 64 tokens to 16 over 4 steps: 64, 52, 40, 28, then 16. */
    private static final String SCHEDULED =
            "kind: mod, layers: 2, width: 32, heads: 2, capacity: 0.25, capacitySchedule: {steps: 4}";

    @Test
    void aScheduledCapacityGoesDownOnALineAndEndsAtTheBlocksOwn() {
        Routing routing = Routing.of(
                        Specs.read(Specs.withArchitecture(SCHEDULED)).architecture())
                .orElseThrow();

        assertThat(LongStream.rangeClosed(1, 6).map(step -> routing.tokens(1, 64, step)))
                .containsExactly(64L, 52L, 40L, 28L, 16L, 16L);
        assertThat(routing.tokens(1, 64)).isEqualTo(16);
        assertThat(routing.tokens(0, 64, 1)).as("not routed").isEqualTo(64);
    }

    @Test
    void theFlopsOfAScheduledRunAreTheSumOverItsSteps() {
        ExperimentSpec spec = Specs.read(Specs.withArchitecture(SCHEDULED));
        ExperimentSpec atHalf =
                Specs.read(Specs.withArchitecture("kind: mod, layers: 2, width: 32, heads: 2, capacity: {tokens: 40}"));

        assertThat(spec.flopsAtStep(3)).isEqualTo(atHalf.flopsPerStep());
        assertThat(spec.flopsAtStep(1)).isGreaterThan(spec.flopsAtStep(2));
        assertThat(spec.flopsAtStep(5)).isEqualTo(spec.flopsPerStep());
        assertThat(spec.flopsPlanned())
                .isEqualTo(LongStream.rangeClosed(1, 100)
                        .mapToDouble(spec::flopsAtStep)
                        .sum());
    }

    @Test
    void aBudgetPaysForExactlyTheStepsWhoseSumItCovers() {
        ExperimentSpec counted = Specs.read(Specs.withArchitecture(SCHEDULED));
        long six = LongStream.rangeClosed(1, 6).map(counted::flopsAtStep).sum();

        assertThat(withFlops(six).steps()).isEqualTo(6);
        assertThat(withFlops(six).flopsPlanned()).isEqualTo((double) six);
        assertThat(withFlops(six - 1).steps()).isEqualTo(5);
    }

    private static ExperimentSpec withFlops(long flops) {
        return Specs.read(Specs.withArchitecture(SCHEDULED).replace("steps: 100", "flops: " + flops));
    }
}
