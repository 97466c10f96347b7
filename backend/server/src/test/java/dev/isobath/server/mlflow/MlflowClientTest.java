package dev.isobath.server.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerProcess;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestClients;
import dev.isobath.spec.protocol.Finish;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.RunsPage;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

/** MLflow's own client for Java logs to the server and reads from it. */
@ServerTest
class MlflowClientTest {

    private static final String NATIVE = "1";

    @Autowired
    ExperimentTestClient client;

    @Autowired
    TestClients clients;

    @Autowired
    Environment environment;

    private MlflowClient mlflow;

    @BeforeEach
    void begin() {
        client.clear();
        mlflow = mlflow(clients.url());
    }

    @AfterEach
    void close() {
        mlflow.close();
        client.clear();
    }

    private MlflowClient mlflow(String url) {
        return new MlflowClient(new BasicMlflowHostCreds(url, client.token()));
    }

    private static UUID experiment(String run) {
        return RunIds.parse(run).orElseThrow();
    }

    @Test
    void experiments_have_names_that_are_found_changed_and_taken_once() {
        String id = mlflow.createExperiment("first names");
        assertThat(mlflow.getExperiment(id).getName()).isEqualTo("first names");
        assertThat(mlflow.getExperimentByName("first names").orElseThrow().getExperimentId())
                .isEqualTo(id);
        assertThat(mlflow.getExperimentByName("nowhere")).isEmpty();
        assertThatThrownBy(() -> mlflow.createExperiment("first names"))
                .isInstanceOfSatisfying(
                        MlflowHttpException.class,
                        e -> assertThat(e.getBodyMessage()).contains("RESOURCE_ALREADY_EXISTS"));

        mlflow.renameExperiment(id, "second names");
        mlflow.setExperimentTag(id, "team", "blue");
        assertThat(mlflow.getExperiment(id).getName()).isEqualTo("second names");
        assertThat(mlflow.getExperiment(id).getTags(0).getValue()).isEqualTo("blue");

        assertThat(mlflow.searchExperiments("name LIKE 'second%' AND tags.team = 'blue'")
                        .getItems())
                .extracting(each -> each.getExperimentId())
                .containsExactly(id);
        mlflow.deleteExperiment(id);
        assertThat(mlflow.searchExperiments("name = 'second names'").getItems()).isEmpty();
        assertThat(mlflow.getExperiment(id).getLifecycleStage()).isEqualTo("deleted");
        mlflow.restoreExperiment(id);
        assertThat(mlflow.getExperiment(id).getLifecycleStage()).isEqualTo("active");
    }

    @Test
    void a_run_has_what_was_logged_and_stands_beside_the_experiments_of_worker_nodes() {
        String group = mlflow.createExperiment("vision");
        RunInfo run = mlflow.createRun(group);
        String id = run.getRunId();
        assertThat(run.getStatus()).isEqualTo(RunStatus.RUNNING);
        mlflow.logParam(id, "learning rate", "0.1");
        mlflow.logParam(id, "lr", "0.01");
        mlflow.logParam(id, "optimizer", "adam");
        mlflow.setTag(id, "dataset", "cifar");
        mlflow.setTag(id, "mlflow.runName", "resnet");
        mlflow.setTag(id, "mlflow.note.content", "the baseline");
        for (int step = 0; step < 5; step++) {
            mlflow.logMetric(id, "train_loss", 5.0 - step, 1_000 + step, step);
            mlflow.logMetric(id, "tokens", 100.0 * step, 1_000 + step, step);
            mlflow.logMetric(id, "flops", 1e9 * step, 1_000 + step, step);
            mlflow.logMetric(id, "eval/Accuracy", 0.1 * step, 1_000 + step, step);
        }
        mlflow.setTerminated(id, RunStatus.FINISHED, 1_900_000_000_000L);

        Run read = mlflow.getRun(id);
        assertThat(read.getInfo().getStatus()).isEqualTo(RunStatus.FINISHED);
        assertThat(read.getInfo().getEndTime()).isEqualTo(1_900_000_000_000L);
        assertThat(read.getInfo().getRunName()).isEqualTo("resnet");
        assertThat(read.getInfo().getExperimentId()).isEqualTo(group);
        assertThat(params(read)).isEqualTo(Map.of("learning rate", "0.1", "lr", "0.01", "optimizer", "adam"));
        assertThat(tags(read)).containsEntry("dataset", "cifar").containsEntry("mlflow.runName", "resnet");
        assertThat(metrics(read)).containsEntry("train_loss", 1.0).containsEntry("tokens", 400.0);

        UUID experiment = experiment(id);
        var shown = client.experiment(experiment);
        assertThat(shown.text("/name")).isEqualTo("resnet");
        assertThat(shown.text("/kind")).isEqualTo("external");
        assertThat(shown.text("/state")).isEqualTo("FINISHED");
        assertThat(shown.text("/notes")).isEqualTo("the baseline");
        assertThat(shown.json().at("/tags/0").asString()).isEqualTo("dataset=cifar");
        assertThat(shown.json().at("/step").asLong()).isEqualTo(4);
        assertThat(shown.json().at("/trainLoss").asDouble()).isEqualTo(1.0);
        assertThat(shown.json().at("/flopsExecuted").asDouble()).isEqualTo(4e9);
        assertThat(shown.json().at("/spec/params/lr").asString()).isEqualTo("0.01");

        assertThat(listed("kind = external and params.optimizer = adam and paramNumbers.lr < 0.1"))
                .containsExactly(experiment);
        assertThat(listed("paramNumbers.optimizer < 1")).isEmpty();
        assertThat(listed("mlflowExperiment = vision and train_loss.best = 1 and eval/Accuracy.max > 0.3"))
                .containsExactly(experiment);
        var page = client.get(
                "/api/projects/default/experiments?sort=-paramNumbers.lr&columns=params.lr,eval/Accuracy&filter=name%20%3D%20resnet");
        assertThat(page.json().at("/values/0/params.lr").asString()).isEqualTo("0.01");
        assertThat(page.json().at("/values/0/eval~1Accuracy").asDouble()).isEqualTo(0.4);

        var curve = client.get("/api/experiments/" + experiment + "/curves?metrics=train_loss&x=tokens");
        assertThat(curve.json().at("/curves/0/x").toString()).isEqualTo("[0,100,200,300,400]");
        assertThat(curve.json().at("/curves/0/y").toString()).isEqualTo("[5,4,3,2,1]");
        assertThat(client.get("/api/experiments/" + experiment + "/curves").status())
                .isEqualTo(200);
    }

    @Test
    void a_batch_is_stored_whole_and_its_repetition_changes_nothing() {
        String id = mlflow.createRun().getRunId();
        List<Metric> metrics = IntStream.range(0, 800)
                .mapToObj(i -> metric("loss", 1.0 / (i + 1), 5_000 + i, i))
                .toList();
        List<Param> params = IntStream.range(0, 100)
                .mapToObj(i ->
                        Param.newBuilder().setKey("p" + i).setValue("v" + i).build())
                .toList();
        List<RunTag> tags =
                List.of(RunTag.newBuilder().setKey("a").setValue("b").build());
        mlflow.logBatch(id, metrics, params, tags);
        mlflow.logBatch(id, metrics, params, tags);
        Run run = mlflow.getRun(id);
        assertThat(params(run)).hasSize(100).containsEntry("p99", "v99");
        assertThat(tags(run)).containsEntry("a", "b");
        assertThat(mlflow.getMetricHistory(id, "loss")).hasSize(800).isEqualTo(metrics);
        assertThat(mlflow.getMetricHistory(id, "other")).isEmpty();

        var first = history(id, "&max_results=500");
        assertThat(first.at("/metrics").size()).isEqualTo(500);
        var second = history(
                id,
                "&max_results=500&page_token=" + first.at("/next_page_token").asString());
        assertThat(second.at("/metrics").size()).isEqualTo(300);
        assertThat(second.at("/metrics/0/step").asLong()).isEqualTo(500);
        assertThat(second.has("next_page_token")).isFalse();

        var spread = client.get("/api/2.0/mlflow/metrics/get-history-bulk-interval?run_ids=" + id
                        + "&metric_key=loss&start_step=100&end_step=599&max_results=50")
                .json();
        assertThat(spread.at("/metrics").size()).isBetween(25, 50);
        assertThat(spread.at("/metrics/0/step").asLong()).isEqualTo(100);
        assertThat(spread.at("/metrics/0/run_id").asString()).isEqualTo(id);
        assertThat(spread.at("/metrics")
                        .get(spread.at("/metrics").size() - 1)
                        .path("step")
                        .asLong())
                .isEqualTo(599);
    }

    private tools.jackson.databind.JsonNode history(String run, String rest) {
        return client.get("/api/2.0/mlflow/metrics/get-history?run_id=" + run + "&metric_key=loss" + rest)
                .json();
    }

    @Test
    void numbers_that_are_not_finite_and_steps_in_any_order_survive() {
        String id = mlflow.createRun().getRunId();
        List<Metric> logged = List.of(
                metric("m", Double.NaN, 10, 5),
                metric("m", Double.POSITIVE_INFINITY, 20, 3),
                metric("m", Double.NEGATIVE_INFINITY, 30, -4),
                metric("m", Double.MAX_VALUE, 40, 1),
                metric("m", 7.5, 50, 5),
                metric("m", 2.0, 60, 4));
        logged.forEach(each -> mlflow.logBatch(id, List.of(each), List.of(), List.of()));
        assertThat(mlflow.getMetricHistory(id, "m")).isEqualTo(logged);
        assertThat(metrics(mlflow.getRun(id))).isEqualTo(Map.of("m", 7.5));

        UUID experiment = experiment(id);
        var curve = client.get("/api/experiments/" + experiment + "/curves?metrics=m")
                .json();
        assertThat(curve.at("/curves/0/x").toString()).isEqualTo("[1,3,4,5]");
        assertThat(curve.at("/curves/0/y").toString()).isEqualTo("[1.7976931348623157E308,\"Infinity\",2,7.5]");
        assertThat(listed("m.min = 2 and m = 7.5 and id = " + experiment)).containsExactly(experiment);

        mlflow.logMetric(id, "nan", Double.NaN);
        assertThat(metrics(mlflow.getRun(id)).get("nan")).isNaN();
    }

    @Test
    void long_curves_grow_by_batches_in_order_and_out_of_order_without_losing_a_point() {
        String id = mlflow.createRun().getRunId();
        List<Integer> batches = new ArrayList<>(IntStream.range(0, 12).boxed().toList());
        batches.addAll(3, List.of(40, 41));
        batches.add(20);
        for (int batch : batches) {
            mlflow.logBatch(
                    id,
                    IntStream.range(0, 1_000)
                            .mapToObj(i -> metric("w", batch * 1_000 + i, 1L, batch * 1_000L + i))
                            .toList(),
                    List.of(),
                    List.of());
        }
        UUID experiment = experiment(id);
        var curve = client.get("/api/experiments/" + experiment + "/curves?metrics=w&points=20000")
                .json();
        assertThat(curve.at("/curves/0/points").asLong()).isEqualTo(15_000);
        assertThat(curve.at("/curves/0/x").size()).isEqualTo(15_000);
        assertThat(curve.at("/curves/0/x")).isEqualTo(curve.at("/curves/0/y"));
        var zoomed = client.get("/api/experiments/" + experiment + "/curves?metrics=w&points=100&from=39990&to=40009")
                .json();
        assertThat(zoomed.at("/curves/0/x").size()).isEqualTo(10);
        assertThat(client.get("/api/experiments/" + experiment + "/curves?metrics=w&points=100")
                        .json()
                        .at("/curves/0/points")
                        .asLong())
                .isEqualTo(15_000);
        assertThat(listed("w = 41999 and w.min = 0 and id = " + experiment)).containsExactly(experiment);
        assertThat(mlflow.getMetricHistory(id, "w")).hasSize(15_000);
    }

    @Test
    void runs_are_searched_by_filters_orders_and_pages() {
        String group = mlflow.createExperiment("search");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String id = mlflow.createRun(group).getRunId();
            ids.add(id);
            mlflow.logMetric(id, "val loss", i, 1, 1);
            mlflow.logParam(id, "model.size", i < 3 ? "small-" + i : "large");
            mlflow.setTag(id, "fold", "f" + i);
        }
        mlflow.setTerminated(ids.get(4), RunStatus.FAILED);
        assertThat(found(group, "metrics.\"val loss\" >= 2 and metrics.`val loss` < 4"))
                .containsExactlyInAnyOrder(ids.get(2), ids.get(3));
        assertThat(found(group, "params.model.size LIKE 'small%' AND tags.fold != 'f1'"))
                .containsExactlyInAnyOrder(ids.get(0), ids.get(2));
        assertThat(found(group, "attributes.status = 'FAILED'")).containsExactly(ids.get(4));
        assertThat(found(group, "tag.fold ILIKE 'F3'")).containsExactly(ids.get(3));
        assertThat(found(group, "attributes.run_id IN ('%s', '%s')".formatted(ids.get(0), ids.get(1))))
                .containsExactlyInAnyOrder(ids.get(0), ids.get(1));
        assertThat(found(group, "metrics.nowhere > 0")).isEmpty();

        RunsPage page =
                mlflow.searchRuns(List.of(group), "", ViewType.ACTIVE_ONLY, 2, List.of("metrics.`val loss` DESC"));
        assertThat(page.getItems()).extracting(run -> run.getInfo().getRunId()).containsExactly(ids.get(4), ids.get(3));
        List<String> all = new ArrayList<>();
        for (RunsPage next = page; ; next = (RunsPage) next.getNextPage()) {
            next.getItems().forEach(run -> all.add(run.getInfo().getRunId()));
            if (!next.hasNextPage()) {
                break;
            }
        }
        assertThat(all).isEqualTo(ids.reversed());

        mlflow.deleteRun(ids.get(0));
        assertThat(found(group, "")).doesNotContain(ids.get(0)).hasSize(4);
        assertThat(found(group, "", ViewType.DELETED_ONLY)).containsExactly(ids.get(0));
        assertThatThrownBy(() -> mlflow.logMetric(ids.get(0), "m", 1)).hasMessageContaining("400");
        mlflow.restoreRun(ids.get(0));
        mlflow.logMetric(ids.get(0), "m", 1);
        assertThat(mlflow.getRun(ids.get(0)).getInfo().getLifecycleStage()).isEqualTo("active");
    }

    @Test
    void an_experiment_of_worker_nodes_is_read_and_not_changed() {
        UUID id = client.queue("native for mlflow", 4, 0);
        TestAttempt attempt = client.node("n").lease();
        assertThat(attempt.report(1, 1, 4).status()).isEqualTo(200);
        String run = RunIds.text(id);
        assertThat(mlflow.getRun(run).getInfo().getStatus()).isEqualTo(RunStatus.RUNNING);
        assertThat(attempt.finish(Finish.Outcome.FINISHED, 4).status()).isEqualTo(204);

        Run read = mlflow.getRun(run);
        assertThat(read.getInfo().getStatus()).isEqualTo(RunStatus.FINISHED);
        assertThat(read.getInfo().getRunName()).isEqualTo("native for mlflow");
        assertThat(read.getInfo().getExperimentId()).isEqualTo(NATIVE);
        assertThat(params(read)).containsEntry("architecture.kind", "baseline").containsEntry("training.batch", "2");
        assertThat(metrics(read)).containsEntry("train_loss", 0.25);
        assertThat(mlflow.getMetricHistory(run, "train_loss"))
                .extracting(Metric::getValue)
                .containsExactly(1.0, 0.5, 1.0 / 3, 0.25);
        assertThat(found(NATIVE, "params.architecture.width = '8' and metrics.train_loss < 0.3"))
                .contains(run);
        assertThatThrownBy(() -> mlflow.logMetric(run, "m", 1)).isInstanceOfSatisfying(MlflowHttpException.class, e -> {
            assertThat(e.getStatusCode()).isEqualTo(403);
            assertThat(e.getBodyMessage()).contains("PERMISSION_DENIED").contains("worker nodes");
        });
        assertThatThrownBy(() -> mlflow.createRun(NATIVE)).hasMessageContaining("400");
        assertThatThrownBy(() -> mlflow.deleteRun(run)).hasMessageContaining("403");
    }

    @Test
    void what_was_acknowledged_is_there_after_the_server_was_killed() {
        String id;
        try (ServerProcess other = ServerProcess.start(environment.getRequiredProperty("spring.datasource.url"));
                MlflowClient there = mlflow(other.url())) {
            id = there.createRun().getRunId();
            there.logParam(id, "k", "v");
            there.logMetric(id, "m", 1.5, 7, 3);
            other.kill();
        }
        Run run = mlflow.getRun(id);
        assertThat(params(run)).containsEntry("k", "v");
        assertThat(mlflow.getMetricHistory(id, "m")).containsExactly(metric("m", 1.5, 7, 3));
        mlflow.logMetric(id, "m", 2.5, 8, 4);
        assertThat(mlflow.getMetricHistory(id, "m")).hasSize(2);
    }

    @Test
    void a_name_and_a_password_are_taken_where_the_password_is_a_token() {
        try (MlflowClient basic =
                new MlflowClient(new BasicMlflowHostCreds(clients.url(), "anybody", client.token()))) {
            assertThat(basic.getExperimentByName("Default").orElseThrow().getExperimentId())
                    .isEqualTo("0");
        }
        try (MlflowClient wrong = new MlflowClient(new BasicMlflowHostCreds(clients.url(), "anybody", "secret"))) {
            assertThatThrownBy(() -> wrong.createExperiment("x"))
                    .isInstanceOfSatisfying(MlflowHttpException.class, e -> {
                        assertThat(e.getStatusCode()).isEqualTo(401);
                        assertThat(e.getBodyMessage()).contains("UNAUTHENTICATED");
                    });
        }
    }

    @Test
    void an_external_experiment_is_cancelled_and_never_waits_for_a_worker_node() {
        UUID id = experiment(mlflow.createRun().getRunId());
        assertThat(client.node("idle").lease(0)).isEmpty();
        for (String action : List.of("pause", "resume", "retry", "clone")) {
            var refused = client.post("/api/experiments/" + id + "/" + action, "");
            assertThat(refused.status()).as(action).isEqualTo(409);
            assertThat(refused.text("/type")).isEqualTo("/problems/external-experiment");
        }
        assertThat(client.get("/api/experiments/" + id + "/flops").status()).isEqualTo(409);
        assertThat(client.post("/api/experiments/" + id + "/cancel", "").text("/state"))
                .isEqualTo("CANCELLED");
        assertThat(mlflow.getRun(RunIds.text(id)).getInfo().getStatus()).isEqualTo(RunStatus.KILLED);
        mlflow.logMetric(RunIds.text(id), "m", 1);
    }

    private List<String> found(String experiment, String filter) {
        return found(experiment, filter, ViewType.ACTIVE_ONLY);
    }

    private List<String> found(String experiment, String filter, ViewType view) {
        return mlflow.searchRuns(List.of(experiment), filter, view, 1_000).getItems().stream()
                .map(run -> run.getInfo().getRunId())
                .toList();
    }

    private List<UUID> listed(String filter) {
        var page = client.get("/api/projects/default/experiments?filter="
                + java.net.URLEncoder.encode(filter, java.nio.charset.StandardCharsets.UTF_8));
        assertThat(page.status()).as(page.body()).isEqualTo(200);
        return page.json()
                .at("/experiments")
                .valueStream()
                .map(each -> UUID.fromString(each.path("id").asString()))
                .toList();
    }

    private static Metric metric(String key, double value, long millis, long step) {
        return Metric.newBuilder()
                .setKey(key)
                .setValue(value)
                .setTimestamp(millis)
                .setStep(step)
                .build();
    }

    private static Map<String, String> params(Run run) {
        return run.getData().getParamsList().stream().collect(Collectors.toMap(Param::getKey, Param::getValue));
    }

    private static Map<String, String> tags(Run run) {
        return run.getData().getTagsList().stream().collect(Collectors.toMap(RunTag::getKey, RunTag::getValue));
    }

    private static Map<String, Double> metrics(Run run) {
        return run.getData().getMetricsList().stream().collect(Collectors.toMap(Metric::getKey, Metric::getValue));
    }
}
