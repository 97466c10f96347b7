package dev.isobath.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BudgetTest {

    @Test
    void stepsAreRoundedDownSoThatABudgetIsNeverExceeded() {
        assertThat(new Budget.Flops(1e12).steps(64, 300_000_000_000L)).isEqualTo(3);
        assertThat(new Budget.Tokens(1_000).steps(64, 1)).isEqualTo(15);
        assertThat(new Budget.Steps(7).steps(64, 1)).isEqualTo(7);
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
}
