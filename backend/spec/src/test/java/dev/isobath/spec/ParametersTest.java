package dev.isobath.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametersTest {

    // d = 8, f = 32, V = 256. The embedding and the output have 4096 parameters and the final norm 16. A block has 32
    // in
    // its norms and 256 in its attention. An MLP has 512.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    kind: baseline, layers: 1, width: 8, heads: 2                                     | 4912
                    kind: baseline, layers: 3, width: 8, heads: 2                                     | 6512
                    kind: moe, layers: 1, width: 8, heads: 2, experts: 4                              | 6480
                    kind: mod, layers: 2, width: 8, heads: 2                                          | 5720
                    kind: mod, layers: 2, width: 8, heads: 2, routeEvery: 1                           | 5728
                    kind: mod, layers: 2, width: 8, heads: 2, causal: predictor, predictorWidth: 4    | 5761
                    kind: mod, layers: 2, width: 8, heads: 2, causal: auxiliary                       | 5720
                    kind: mod, layers: 2, width: 8, heads: 2, scheme: token-choice                    | 5720
                    kind: mod, layers: 2, width: 8, heads: 2, scheme: stochastic                      | 5712
                    kind: mod, layers: 3, width: 8, heads: 2, routedLayers: [0, 2]                    | 6528
                    kind: mod, layers: 3, width: 8, heads: 2, capacity: [0.5, null, null]             | 6520
                    kind: staged-mode, layers: 2, width: 8, heads: 2, experts: 2                      | 6776
                    kind: integrated-mode, layers: 1, width: 8, heads: 2, experts: 3, noOps: 2        | 5976
                    kind: integrated-mode, layers: 1, width: 8, heads: 2, experts: 3, noOps: 2, expertScheme: token-choice, topM: 2 | 5976
                    """)
    void parametersAreCountedByHand(String architecture, long parameters) {
        assertThat(Specs.read(Specs.withArchitecture(architecture)).parameters())
                .isEqualTo(parameters);
    }

    // S = 64. A share of 8 / 64 of the tokens goes through a routed block. Each of E experts has round(64 / paths)
    // slots.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    kind: baseline, layers: 1, width: 8, heads: 2                                     | 4912
                    kind: moe, layers: 1, width: 8, heads: 2, experts: 4                              | 4944
                    kind: moe, layers: 1, width: 8, heads: 2, experts: 4, capacityFactor: 0.5         | 4688
                    kind: mod, layers: 2, width: 8, heads: 2                                          | 5020
                    kind: mod, layers: 2, width: 8, heads: 2, capacity: 1                             | 5720
                    kind: staged-mode, layers: 2, width: 8, heads: 2, experts: 2                      | 5038
                    kind: integrated-mode, layers: 1, width: 8, heads: 2, experts: 3, noOps: 2        | 4752
                    """)
    void parametersThatATokenMeetsAreCountedByHand(String architecture, long parameters) {
        assertThat(Specs.read(Specs.withArchitecture(architecture)).activeParameters())
                .isEqualTo(parameters);
    }
}
