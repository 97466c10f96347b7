package dev.isobath.spec.flops;

import static dev.isobath.spec.flops.Term.Operation.LOOKUP;
import static dev.isobath.spec.flops.Term.Operation.MATRIX_PRODUCT;
import static dev.isobath.spec.flops.Term.Operation.SOFTMAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.spec.Architecture;
import dev.isobath.spec.Capacity;
import dev.isobath.spec.ControlledNoOps;
import dev.isobath.spec.Experts;
import dev.isobath.spec.RoutedLayers;
import dev.isobath.spec.Routing;
import dev.isobath.spec.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the closed form with numbers worked out by hand and with the numbers in the paper's figures. */
class FlopsTest {

    private static final int PAPER_VOCABULARY = 32_000;

    // S = 10, d = 4, h = 2, f = 16, V = 7, k = 5.
    private static final Shape TINY = new Shape(1, 4, 2, 16);

    @Test
    void aDenseBlockIsCountedTermByTerm() {
        Flops flops = Flops.of(new Architecture.Baseline(TINY), 10, 7);

        assertThat(forwardByModule(flops))
                .isEqualTo(Map.of(
                        "embedding", 2L * 10 * 7 * 4, // 2 S V d
                        "attention.projections", 8L * 10 * 4 * 4, // 8 S d^2
                        "attention.scores", 4L * 10 * 10 * 4, // 4 S^2 d
                        "attention.softmax", 3L * 2 * 10 * 10, // 3 h S^2
                        "mlp", 4L * 10 * 4 * 16, // 4 S d f
                        "output", 2L * 10 * 7 * 4)); // 2 S V d
        assertThat(flops.forward()).isEqualTo(560 + 1280 + 1600 + 600 + 2560 + 560);
        assertThat(flops.training()).isEqualTo(3 * flops.forward());
    }

    @Test
    void aRoutedBlockPaysForItsTokensOnlyAndForTheRouterOnAll() {
        Flops flops = Flops.of(new Architecture.Mod(TINY, routing(0.5, 1, 0)), 10, 7);

        assertThat(forwardByModule(flops))
                .containsEntry("router", 2L * 10 * 4) // 2 S d
                .containsEntry("attention.projections", 8L * 5 * 4 * 4)
                .containsEntry("attention.scores", 4L * 5 * 5 * 4)
                .containsEntry("attention.softmax", 3L * 2 * 5 * 5)
                .containsEntry("mlp", 4L * 5 * 4 * 16);
    }

    @Test
    void thePredictorSendsNoGradientIntoTheBlockInput() {
        Routing routing = new Routing(
                new RoutedLayers.Every(new Capacity.Fraction(0.5), 1, 0),
                Routing.Scheme.EXPERT_CHOICE,
                Optional.empty(),
                Routing.Gate.BLOCK,
                Routing.RouterActivation.LINEAR,
                Routing.CausalMethod.PREDICTOR,
                3,
                0,
                0);

        Flops flops = Flops.of(new Architecture.Mod(TINY, routing), 10, 7);

        Term hidden = term(flops, "predictor.hidden");
        Term output = term(flops, "predictor.output");
        assertThat(hidden.forward()).isEqualTo(2 * 10 * 4 * 3);
        assertThat(hidden.backward()).isEqualTo(hidden.forward());
        assertThat(output.forward()).isEqualTo(2 * 10 * 3);
        assertThat(output.backward()).isEqualTo(2 * output.forward());
    }

    @Test
    void expertsArePaidByTheTokensTheyTake() {
        Flops flops = Flops.of(new Architecture.Moe(TINY, new Experts(2, 0.8)), 10, 7);

        // Each of the 2 experts takes 0.8 x 10 / 2 = 4 tokens.
        assertThat(forwardByModule(flops))
                .containsEntry("experts.router", 2L * 10 * 4 * 2)
                .containsEntry("experts.mlp", 2L * 4 * 4 * 4 * 16)
                .doesNotContainKey("mlp");
    }

    @Test
    void stagedExpertsShareWhatTheRouterLetThrough() {
        Architecture staged = new Architecture.StagedMode(TINY, routing(0.4, 1, 0), new Experts(2, 1));

        // k = 4, and each of the 2 experts takes 4 / 2 = 2 of them.
        assertThat(forwardByModule(Flops.of(staged, 10, 7)))
                .containsEntry("router", 2L * 10 * 4)
                .containsEntry("attention.projections", 8L * 4 * 4 * 4)
                .containsEntry("experts.router", 2L * 4 * 4 * 2)
                .containsEntry("experts.mlp", 2L * 2 * 4 * 4 * 16);
    }

    @Test
    void noOpExpertsAreRoutedToButCostNothing() {
        Architecture integrated = new Architecture.IntegratedMode(TINY, new Experts(3, 1), 2);

        // 5 paths take 10 / 5 = 2 tokens each; 3 of them compute.
        assertThat(forwardByModule(Flops.of(integrated, 10, 7)))
                .containsEntry("attention.projections", 8L * 10 * 4 * 4)
                .containsEntry("experts.router", 2L * 10 * 4 * 5)
                .containsEntry("experts.mlp", 3L * 2 * 4 * 4 * 16);
    }

    @Test
    void oneExpertThatTakesEverythingCostsTheDenseMlpAndItsRouter() {
        long dense = Flops.of(new Architecture.Baseline(TINY), 10, 7).forward();
        long single =
                Flops.of(new Architecture.Moe(TINY, new Experts(1, 1)), 10, 7).forward();

        assertThat(single).isEqualTo(dense + 2 * 10 * 4);
    }

    @Test
    void eachLayerOfAListPaysForItsOwnCapacity() {
        RoutedLayers layers = new RoutedLayers.PerLayer(
                List.of(Optional.of(new Capacity.Fraction(0.3)), Optional.empty(), Optional.of(new Capacity.Count(7))));
        Shape three = new Shape(3, 4, 2, 16);

        Flops flops = Flops.of(new Architecture.Mod(three, routing(layers, Routing.Scheme.EXPERT_CHOICE)), 10, 7);

        assertThat(flops.terms().stream()
                        .filter(term -> term.module().equals("mlp"))
                        .map(Term::forward))
                .containsExactly(4L * 3 * 4 * 16, 4L * 10 * 4 * 16, 4L * 7 * 4 * 16);
        assertThat(flops.terms().stream()
                        .filter(term -> term.module().equals("router"))
                        .map(Term::layer))
                .containsExactly(0, 2);
    }

    @Test
    void theLayersOfAListAreTheOnesThatPayLess() {
        RoutedLayers chosen = new RoutedLayers.Chosen(new Capacity.Count(4), List.of(0, 1));
        Shape three = new Shape(3, 4, 2, 16);

        Flops flops = Flops.of(new Architecture.Mod(three, routing(chosen, Routing.Scheme.EXPERT_CHOICE)), 10, 7);

        assertThat(flops.terms().stream()
                        .filter(term -> term.module().equals("attention.scores"))
                        .map(Term::forward))
                .containsExactly(4L * 4 * 4 * 4, 4L * 4 * 4 * 4, 4L * 10 * 10 * 4);
    }

    @Test
    void slotsThatTokensMayLeaveEmptyArePaidForAllTheSame() {
        RoutedLayers half = new RoutedLayers.Every(new Capacity.Fraction(0.5), 1, 0);

        assertThat(Flops.of(new Architecture.Mod(TINY, routing(half, Routing.Scheme.TOKEN_CHOICE)), 10, 7))
                .isEqualTo(Flops.of(new Architecture.Mod(TINY, routing(half, Routing.Scheme.EXPERT_CHOICE)), 10, 7));
    }

    @Test
    void drawingAtRandomNeedsNoRouter() {
        RoutedLayers half = new RoutedLayers.Every(new Capacity.Fraction(0.5), 1, 0);
        Flops learned = Flops.of(new Architecture.Mod(TINY, routing(half, Routing.Scheme.EXPERT_CHOICE)), 10, 7);
        Flops drawn = Flops.of(new Architecture.Mod(TINY, routing(half, Routing.Scheme.STOCHASTIC)), 10, 7);

        assertThat(forwardByModule(drawn)).doesNotContainKey("router").containsEntry("mlp", 4L * 5 * 4 * 16);
        assertThat(drawn.forward()).isEqualTo(learned.forward() - 2 * 10 * 4);
    }

    @Test
    void tokensThatTakeTwoExpertsNeedTwiceTheSlots() {
        Experts experts = new Experts(4, 1, Experts.Scheme.TOKEN_CHOICE, 2, Experts.Shares.SOFTMAX, 0.01);

        // 4 experts have 10 x 2 / 4 = 5 slots each.
        assertThat(forwardByModule(Flops.of(new Architecture.Moe(TINY, experts), 10, 7)))
                .containsEntry("experts.router", 2L * 10 * 4 * 4)
                .containsEntry("experts.mlp", 4L * 5 * 4 * 4 * 16);
    }

    @Test
    void dividingSharesByTheirSumCostsNothing() {
        Experts softmax = new Experts(4, 1, Experts.Scheme.TOKEN_CHOICE, 2, Experts.Shares.SOFTMAX, 0.01);
        Experts renormalised = new Experts(4, 1, Experts.Scheme.TOKEN_CHOICE, 2, Experts.Shares.RENORMALISED, 0.01);

        assertThat(Flops.of(new Architecture.Moe(TINY, renormalised), 10, 7))
                .isEqualTo(Flops.of(new Architecture.Moe(TINY, softmax), 10, 7));
    }

    @Test
    void stagedTokensThatChooseShareTheSlotsOfThoseLetThrough() {
        Experts experts = new Experts(2, 1, Experts.Scheme.TOKEN_CHOICE, 1, Experts.Shares.SOFTMAX, 0.01);

        // k = 4, and the 2 experts have 4 / 2 = 2 slots each.
        assertThat(forwardByModule(Flops.of(new Architecture.StagedMode(TINY, routing(0.4, 1, 0), experts), 10, 7)))
                .containsEntry("experts.router", 2L * 4 * 4 * 2)
                .containsEntry("experts.mlp", 2L * 2 * 4 * 4 * 16);
    }

    /** Of 10 tokens with 2 choices each, no-ops get a quarter of the choices and the three experts the other 15. */
    @Test
    void controlledNoOpsLeaveTheExpertsWhatIsWanted() {
        Experts experts = new Experts(3, 1.5, Experts.Scheme.TOKEN_CHOICE, 2, Experts.Shares.SOFTMAX, 0);
        Architecture.IntegratedMode controlled =
                new Architecture.IntegratedMode(TINY, experts, 2, Optional.of(new ControlledNoOps(0.25, 0.01)));
        Architecture.IntegratedMode free = new Architecture.IntegratedMode(TINY, experts, 2);

        assertThat(controlled.expertTokens(10)).isEqualTo(15);
        assertThat(controlled.pathCapacity(10)).isEqualTo(8);
        assertThat(free.expertTokens(10)).isEqualTo(3L * free.pathCapacity(10));
        assertThat(Flops.isExpected(controlled)).isTrue();
        assertThat(Flops.isExpected(free)).isFalse();
        assertThat(forwardByModule(Flops.of(controlled, 10, 7)))
                .containsEntry("experts.mlp", 4L * 15 * TINY.width() * TINY.feedForward() * TINY.layers());
    }

    @Test
    void noOpsThatTokensChooseLeaveTheOthersTheirSlots() {
        Experts experts = new Experts(3, 1.5, Experts.Scheme.TOKEN_CHOICE, 1, Experts.Shares.SOFTMAX, 0.01);

        // 5 paths, 1.5 x 10 / 5 = 3 slots each; 3 of the paths compute.
        assertThat(forwardByModule(Flops.of(new Architecture.IntegratedMode(TINY, experts, 2), 10, 7)))
                .containsEntry("experts.router", 2L * 10 * 4 * 5)
                .containsEntry("experts.mlp", 3L * 3 * 4 * 4 * 16);
    }

    @Test
    void expertsOfReducedCapacityCostLess() {
        // Each expert takes 0.6 x 10 / 2 = 3 tokens, so 6 of 10 tokens go through an expert.
        assertThat(forwardByModule(Flops.of(new Architecture.Moe(TINY, new Experts(2, 0.6)), 10, 7)))
                .containsEntry("experts.mlp", 2L * 3 * 4 * 4 * 16);
    }

    @Test
    void theBarsOfFigureThreeComeOutWithoutTheSoftmaxTerm() {
        Shape paper = new Shape(18, 1024, 8, 4 * 1024);
        Flops baseline = Flops.of(new Architecture.Baseline(paper), 2048, PAPER_VOCABULARY);
        Flops mod = Flops.of(new Architecture.Mod(paper, routing(0.125, 2, 1)), 2048, PAPER_VOCABULARY);

        assertThat(128.0 * baseline.only(MATRIX_PRODUCT, LOOKUP).training()).isCloseTo(5.78e14, within(0.005e14));
        assertThat(128.0 * mod.only(MATRIX_PRODUCT, LOOKUP).training()).isCloseTo(3.64e14, within(0.005e14));
        // The softmax term adds 0.1 % at 8 heads. The count that Isobath stores includes it.
        assertThat((double) baseline.training()
                        / baseline.only(MATRIX_PRODUCT, LOOKUP).training())
                .isCloseTo(1.001, within(0.0005));
    }

    @ParameterizedTest
    @CsvSource({"256, 0.654", "2048, 0.622", "8192, 0.572"})
    void everyOtherBlockAtAnEighthLeavesTheseSharesOfTheBaselinesMatrixProducts(int sequenceLength, double share) {
        Shape shape = new Shape(12, 768, 12, 4 * 768);
        Flops baseline = Flops.of(new Architecture.Baseline(shape), sequenceLength, PAPER_VOCABULARY);
        Flops mod = Flops.of(new Architecture.Mod(shape, routing(0.125, 2, 1)), sequenceLength, PAPER_VOCABULARY);

        assertThat((double) mod.only(MATRIX_PRODUCT).forward()
                        / baseline.only(MATRIX_PRODUCT).forward())
                .isCloseTo(share, within(0.0005));
    }

    @ParameterizedTest
    @CsvSource({"256, 0.716", "2048, 0.675", "8192, 0.608"})
    void countedInFullALargeVocabularyHidesPartOfWhatRoutingSaves(int sequenceLength, double share) {
        Shape shape = new Shape(12, 768, 12, 4 * 768);
        Flops baseline = Flops.of(new Architecture.Baseline(shape), sequenceLength, PAPER_VOCABULARY);
        Flops mod = Flops.of(new Architecture.Mod(shape, routing(0.125, 2, 1)), sequenceLength, PAPER_VOCABULARY);

        assertThat((double) mod.forward() / baseline.forward()).isCloseTo(share, within(0.0006));
    }

    @Test
    void theOperationsPartTheWholeCount() {
        Flops flops = Flops.of(new Architecture.Mod(TINY, routing(0.5, 1, 0)), 10, 7);

        assertThat(flops.only(MATRIX_PRODUCT).training()
                        + flops.only(LOOKUP).training()
                        + flops.only(SOFTMAX).training())
                .isEqualTo(flops.training());
    }

    @Test
    void aCountThatDoesNotFitIsAnErrorNotANegativeNumber() {
        Shape absurd = new Shape(100_000, 1_000_000, 1, 4_000_000);

        assertThatThrownBy(() -> Flops.of(new Architecture.Baseline(absurd), 1_000_000, 256)
                        .training())
                .isInstanceOf(ArithmeticException.class);
    }

    private static Routing routing(double capacity, int every, int offset) {
        return routing(
                new RoutedLayers.Every(new Capacity.Fraction(capacity), every, offset), Routing.Scheme.EXPERT_CHOICE);
    }

    private static Routing routing(RoutedLayers layers, Routing.Scheme scheme) {
        return new Routing(
                layers,
                scheme,
                Optional.empty(),
                Routing.Gate.BLOCK,
                Routing.RouterActivation.LINEAR,
                Routing.CausalMethod.NONE,
                0,
                0,
                0.01);
    }

    private static Map<String, Long> forwardByModule(Flops flops) {
        return flops.terms().stream().collect(Collectors.toMap(Term::module, Term::forward));
    }

    private static Term term(Flops flops, String module) {
        return flops.terms().stream()
                .filter(term -> term.module().equals(module))
                .findFirst()
                .orElseThrow();
    }
}
