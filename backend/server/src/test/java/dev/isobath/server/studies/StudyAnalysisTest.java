package dev.isobath.server.studies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestResponse;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Analyses of studies whose experiments have losses that the test gives them. */
@ServerTest
class StudyAnalysisTest {

    private static final String SEEDS = """
            name: seeds
            design: seeds
            base:
              data: {corpus: shelf, sequenceLength: 8}
              training: {batch: 2, budget: {steps: 5}}
            variants:
              - {name: baseline, change: {architecture: {kind: baseline, layers: 2, width: 8, heads: 1}}}
              - {name: mod, change: {architecture: {kind: mod, layers: 2, width: 8, heads: 1, capacity: 0.5}}}
            seeds: %s
            """;

    private static final String ISOFLOP = """
            name: sizes
            design: isoflop
            base:
              data: {corpus: shelf, sequenceLength: 8}
              training: {batch: 1}
            variants:
              - {name: baseline, change: {architecture: {kind: baseline}}}
              - {name: mod, change: {architecture: {kind: mod, capacity: 0.5}}}
            budgets: [2e8, 8e8]
            sizes: {widths: [8, 16, 24, 32, 40], headWidth: 8, widthPerLayer: 4}
            """;

    @Autowired
    ExperimentTestClient client;

    @AfterEach
    void clear() {
        client.database().sql("delete from study").update();
        client.database().sql("delete from experiment").update();
    }

    private String finished(String yaml, ToDoubleFunction<JsonNode> loss) {
        return FinishedStudies.finished(client, yaml, loss);
    }

    private JsonNode analysis(String id, String query) {
        TestResponse reply = client.get("/api/studies/" + id + "/analysis" + query);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json();
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    @Test
    void variants_are_compared_over_the_seeds_that_they_share() {
        String id = finished(SEEDS.formatted("[1, 2, 3]"), row -> {
            double noise = row.path("seed").asInt() * 0.01;
            return row.path("variant").asString().equals("mod") ? 2.9 + 1.1 * noise : 3 + noise;
        });
        JsonNode verdict = analysis(id, "").at("/verdicts/0");
        assertThat(verdict.path("variant").asString()).isEqualTo("mod");
        assertThat(verdict.path("decision").asString()).isEqualTo("BETTER");
        // The differences are -0.099, -0.098 and -0.097: mean -0.098, s 0.001, t(2) = 4.3027.
        assertThat(verdict.at("/difference/value").asDouble()).isCloseTo(-0.098, within(1e-9));
        assertThat(verdict.at("/difference/low").asDouble())
                .isCloseTo(-0.098 - 4.302652729911275 * 0.001 / Math.sqrt(3), within(1e-9));
        assertThat(verdict.at("/difference/n").asInt()).isEqualTo(3);
        assertThat(verdict.path("rule").asString()).contains("paired by seed");
        assertThat(analysis(id, "?baseline=mod").at("/verdicts/0/decision").asString())
                .isEqualTo("WORSE");
    }

    private static Offset<Double> within(double offset) {
        return Offset.offset(offset);
    }

    @Test
    void one_seed_settles_nothing_and_says_so() {
        String id = finished(
                SEEDS.formatted("[1]"), row -> row.path("variant").asString().equals("mod") ? 2.9 : 3);
        JsonNode verdict = analysis(id, "").at("/verdicts/0");
        assertThat(verdict.path("decision").asString()).isEqualTo("NOT_SETTLED");
        assertThat(verdict.path("sentence").asString()).startsWith("Not settled: one seed");
        assertThat(verdict.at("/difference/low").isNull()).isTrue();
    }

    @Test
    void the_best_size_of_each_budget_is_the_vertex_of_a_parabola_over_forward_flops() {
        String id = finished(ISOFLOP, row -> {
            double size = Math.log(row.path("flopsForward").asDouble() / 8);
            double best = Math.log(row.path("budget").asDouble() > 5e8 ? 40_000 : 30_000);
            return 3 - (row.path("variant").asString().equals("mod") ? 0.02 : 0) + 0.05 * (size - best) * (size - best);
        });
        JsonNode analysis = analysis(id, "");
        List<JsonNode> isoFlops = list(analysis.path("isoFlops"));
        assertThat(isoFlops).hasSize(4);
        JsonNode first = isoFlops.getFirst();
        assertThat(first.path("variant").asString()).isEqualTo("baseline");
        assertThat(first.at("/size/value").asDouble()).isCloseTo(30_000, within(300));
        assertThat(first.at("/loss/value").asDouble()).isCloseTo(3, within(1e-3));
        assertThat(first.path("curvature").asDouble()).isCloseTo(0.1, within(1e-3));
        assertThat(list(analysis.path("verdicts")))
                .allSatisfy(verdict ->
                        assertThat(verdict.path("decision").asString()).isEqualTo("NOT_SETTLED"));
        assertThat(list(analysis.path("points"))).hasSize(20);
        assertThat(analysis(id, "?axis=parameters").at("/isoFlops/0/size/value").asDouble())
                .isNotEqualTo(first.at("/size/value").asDouble());
    }

    @Test
    void a_variant_is_sized_to_the_cost_of_the_baseline_at_its_best_size() {
        String id = finished(ISOFLOP, row -> {
            double size = Math.log(row.path("flopsForward").asDouble() / 8 / 30_000);
            return 3 + 0.05 * size * size;
        });
        String address = "/api/studies/" + id + "/equal-size";
        JsonNode equal = client.get(address + "?variant=mod&budget=2e8").json();
        assertThat(equal.path("wanted").asDouble()).isCloseTo(30_000, within(300));
        assertThat(equal.path("ratio").asDouble()).isBetween(0.7, 1.4);
        // Half of the tokens go around every second block, so the same width costs less than in the baseline.
        JsonNode baseline = client.get(address + "?variant=baseline&budget=2e8").json();
        assertThat(equal.path("width").asInt())
                .isEqualTo(baseline.path("width").asInt())
                .isEqualTo(16);
        assertThat(equal.path("forwardFlops").asDouble())
                .isLessThan(baseline.path("forwardFlops").asDouble());
        assertThat(client.get(address + "?variant=moe&budget=2e8").text("/detail"))
                .contains("no variant of this name");
        assertThat(client.get(address + "?variant=mod&budget=3e8").text("/detail"))
                .contains("not one of the budgets");
    }

    @Test
    void each_variant_stands_at_its_best_measured_setting_with_the_cost_of_its_steps() {
        String id = finished(ISOFLOP, row -> 3 + Math.abs(row.path("width").asInt() - 24) / 100.0);
        List<JsonNode> best = list(analysis(id, "").path("best"));
        assertThat(best).hasSize(4).allSatisfy(each -> {
            assertThat(each.path("point").asString()).endsWith("6 × 24");
            assertThat(list(each.path("experiments"))).hasSize(1);
            assertThat(each.path("hardware").asString()).isEqualTo("unknown hardware");
        });
        JsonNode row = client.get("/api/studies/" + id + "/plan").json().at("/rows/2");
        assertThat(best.getFirst().path("experiments").path(0).asString())
                .isEqualTo(row.path("experiment").asString());
        assertThat(best.getFirst().path("flopsPerStep").asLong())
                .isEqualTo(row.path("flopsPerStep").asLong());
        assertThat(best.getFirst().at("/stepsPerSecond/value").asDouble())
                .isCloseTo(row.path("steps").asLong() / 10.0, within(1e-9));
    }

    @Test
    void a_claim_of_the_paper_is_reproduced_at_two_budgets_or_not_by_the_rule_beside_it() {
        String yaml = ISOFLOP + "seeds: [1, 2, 3]\n";
        assertThat(reproduced(yaml, (_, _) -> -0.1)).isEqualTo("REPRODUCED");
        assertThat(reproduced(yaml, (budget, _) -> budget > 5e8 ? 0.1 : -0.1)).isEqualTo("NOT_REPRODUCED");
        assertThat(reproduced(yaml, (budget, seed) -> budget > 5e8 ? 0.1 * (seed - 2) : -0.1))
                .isEqualTo("WITHIN_NOISE");
        assertThat(reproduced(yaml.replace("[2e8, 8e8]", "[2e8]"), (_, _) -> -0.1))
                .isEqualTo("NOT_SETTLED");
        assertThat(reproduced(yaml.replace("capacity: 0.5", "capacity: 0.5, scheme: stochastic"), (_, _) -> 0.1))
                .isEqualTo("REPRODUCED");
    }

    private String reproduced(String yaml, DoubleBinaryOperator difference) {
        clear();
        String id = finished(yaml, row -> {
            double seed = row.path("seed").asInt();
            double size = Math.abs(row.path("width").asInt() - 24) / 100.0;
            double noise = seed * (row.path("variant").asString().equals("mod") ? 0.0011 : 0.001);
            return 3
                    + size
                    + noise
                    + (row.path("variant").asString().equals("mod")
                            ? difference.applyAsDouble(row.path("budget").asDouble(), seed)
                            : 0);
        });
        JsonNode claim = analysis(id, "").at("/paper/0");
        assertThat(claim.path("variant").asString()).isEqualTo("mod");
        assertThat(claim.path("claim").asString()).contains("Mixture-of-Depths");
        assertThat(claim.path("rule").asString()).contains("at two budgets at least");
        return claim.path("reproduced").asString();
    }

    @Test
    void a_diverged_run_is_shown_without_a_loss_and_left_out_of_means() {
        String id =
                finished(SEEDS.formatted("[1, 2, 3]"), row -> row.path("seed").asInt() == 3 ? Double.NaN : 3);
        JsonNode analysis = analysis(id, "");
        assertThat(list(analysis.path("points")).stream()
                        .filter(point -> point.path("loss").isNull()))
                .hasSize(2);
        assertThat(analysis.at("/means/0/loss/n").asInt()).isEqualTo(2);
        assertThat(analysis.at("/means/0/loss/method").asString()).contains("without a finite value");
    }

    @Test
    void runs_whose_losses_are_of_other_text_are_left_out_with_the_reason() {
        String grid = """
                name: windows
                design: grid
                base:
                  architecture: {kind: baseline, layers: 1, width: 8, heads: 1}
                  data: {corpus: shelf, sequenceLength: 8}
                  training: {batch: 2, budget: {steps: 5}}
                axes: {training.evaluationTokens: [64, 128]}
                seeds: [1, 2]
                """;
        JsonNode analysis = analysis(finished(grid, row -> 3 + row.path("seed").asInt()), "");
        assertThat(list(analysis.path("points"))).hasSize(2);
        assertThat(analysis.at("/leftOut/0").asString())
                .contains("2 of the 4 finished experiments are left out")
                .contains("different windows of the held-out text");
    }

    @Test
    void a_study_without_finished_experiments_has_an_empty_analysis_and_bad_parameters_are_named() {
        TestResponse study = client.post("/api/projects/default/studies", SEEDS.formatted("[1]"), "application/yaml");
        String address = "/api/studies/" + study.text("/id") + "/analysis";
        assertThat(list(client.get(address).json().path("verdicts"))).isEmpty();
        assertThat(client.get(address + "?axis=width").text("/detail")).contains("axis");
        assertThat(client.get(address + "?baseline=nobody").text("/detail"))
                .contains("'nobody' is not one of the variants baseline, mod");
    }
}
