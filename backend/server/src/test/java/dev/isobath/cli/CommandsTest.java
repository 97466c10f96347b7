package dev.isobath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestClients;
import dev.isobath.server.TestWorkerNode;
import dev.isobath.spec.protocol.Finish;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands of {@code ./isobath} against a server. */
@ServerTest
class CommandsTest {

    private record Run(int status, String out, String err) {}

    @Autowired
    private ExperimentTestClient client;

    @Autowired
    private TestClients clients;

    @TempDir
    private Path folder;

    @BeforeEach
    void signIn() {
        client.clear();
        Run login = run(client.token(), "login", "--server", clients.url(), "--token-file", "-");
        assertThat(login.status()).as(login.err()).isZero();
    }

    @AfterEach
    void clear() {
        client.clear();
    }

    private Run run(String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Isobath.run(
                new Surroundings(
                        Map.of(Connection.SERVER, clients.url()),
                        folder,
                        folder.resolve("home"),
                        Optional.empty(),
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false),
                arguments);
        return new Run(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Run done(String... arguments) {
        Run run = run("", arguments);
        assertThat(run.status()).as(run.out() + run.err()).isZero();
        return run;
    }

    private JsonNode json(String... arguments) {
        return JsonMapper.shared().readTree(done(arguments).out());
    }

    private static String last(UUID id) {
        return id.toString().substring(id.toString().length() - 9);
    }

    @Test
    void a_spec_is_submitted_with_the_defaults_of_the_repository_and_changed_fields() throws IOException {
        Files.writeString(
                folder.resolve("isobath.yaml"),
                "defaults: {data: {corpus: shelf, sequenceLength: 8}, training: {batch: 2, learningRate: 5e-3}}\n");
        Files.writeString(
                folder.resolve("small.yaml"),
                "name: 깊이\narchitecture: {kind: baseline, layers: 1, width: 8, heads: 2}\ntraining: {budget: {steps: 4}}\n");

        JsonNode queued = json("submit", "small.yaml", "--set", "training.batch=4", "--priority", "3", "--json");
        assertThat(queued.at("/spec/training/learningRate").asDouble()).isEqualTo(5e-3);
        assertThat(queued.at("/spec/training/batch").asInt()).isEqualTo(4);
        assertThat(queued.path("priority").asInt()).isEqualTo(3);

        Run said = done("submit", "small.yaml", "--set", "name=again");
        assertThat(said.out()).startsWith("Queued again, ").contains(clients.url() + "/experiments/");
        Run show = done("show", queued.path("id").asString().substring(27));
        assertThat(show.out()).contains("QUEUED", "깊이", "learningRate: 0.005", "waits");
    }

    @Test
    void what_the_server_refuses_is_said_with_its_fields() {
        Run refused = run(ExperimentTestClient.spec("bad", 4).replace("\"heads\": 2", "\"heads\": 3"), "submit", "-");

        assertThat(refused.status()).isEqualTo(Exit.REFUSED);
        assertThat(refused.err()).startsWith("isobath: the server refused: ").contains("/architecture/heads: ");
        Run filter = run("", "list", "capasity = 1");
        assertThat(filter.status()).isEqualTo(Exit.REFUSED);
        assertThat(filter.err()).contains("did you mean 'capacity'?");
    }

    @Test
    void a_token_that_is_not_valid_is_not_kept() {
        Run run = run("isobath_wrong", "login", "--server", clients.url(), "--token-file", "-");

        assertThat(run.status()).isNotZero();
        assertThat(done("list").status()).isZero();
    }

    @Test
    void a_list_has_the_experiments_that_match_in_aligned_columns() {
        UUID first = client.queue("listed one", 4, 0);
        UUID second = client.queue("listed 두번째", 4, 0);

        Run list = done("list", "name : listed and state = queued", "--columns", "learningRate", "--sort", "name");
        assertThat(list.out().lines().toList())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).doesNotEndWith(" "));
        assertThat(list.out()).contains(last(first), last(second), "learningRate");
        assertThat(done("list", "name : listed", "--limit", "1").err())
                .contains("1 of 2 experiments; --limit shows more.");
        assertThat(json("list", "name = 'listed one'", "--columns", "learningRate", "--json")
                        .at("/0/values/learningRate")
                        .isNumber())
                .isTrue();
        assertThat(done("list", "name = nothing").err()).contains("No experiment matches.");
    }

    @Test
    void experiments_are_compared_by_what_differs() {
        UUID one = client.queue("one", 4, 0);
        UUID two = client.queue("two", 8, 0);
        TestWorkerNode node = client.node("comparer");
        TestAttempt attempt = node.lease();
        assertThat(attempt.experiment()).isEqualTo(one);
        attempt.report(1, 1, 4);
        attempt.finish(Finish.Outcome.FINISHED, 4);

        Run table = done("compare", last(one), two.toString());
        assertThat(table.out().lines().filter(line -> line.startsWith("training.budget.steps")))
                .singleElement()
                .asString()
                .matches("training\\.budget\\.steps +4 +8");
        assertThat(table.out())
                .containsPattern("train_loss +0\\.25000 +-")
                .containsPattern("train_loss\\.best +0\\.25000 +-");
        assertThat(table.out()).doesNotContain("architecture.width");
        JsonNode answer = json("compare", one.toString(), two.toString(), "--json");
        assertThat(answer.at("/experiments/1/differing/training.budget.steps").asInt())
                .isEqualTo(8);
        assertThat(run("", "compare", one.toString()).err()).contains("at least two experiments");
        assertThat(run("", "compare", one.toString(), "000000000").err()).contains("there is no experiment 000000000");
    }

    @Test
    void a_log_is_followed_until_the_experiment_has_ended() throws Exception {
        UUID id = client.queue("followed by a command", 9, 0);
        TestAttempt attempt = client.node("writer").lease();
        attempt.report(1, 1, 4);
        assertThat(done("logs", last(id)).out().strip()).isEqualTo("step 4");

        CompletableFuture<Run> following = CompletableFuture.supplyAsync(() -> done("logs", "-f", id.toString()));
        attempt.report(2, 5, 9);
        attempt.finish(Finish.Outcome.FINISHED, 9);

        assertThat(following.get(1, TimeUnit.MINUTES).out().lines()).containsExactly("step 4", "step 9", "last line");
    }

    @Test
    void waiting_says_how_an_experiment_ended() throws Exception {
        UUID id = client.queue("awaited", 4, 0);
        UUID failing = client.queue("failing", 4, -1);
        CompletableFuture<Run> waiting =
                CompletableFuture.supplyAsync(() -> run("", "wait", id.toString(), failing.toString()));
        TestWorkerNode node = client.node("finisher");
        TestAttempt attempt = node.lease();
        attempt.report(1, 1, 4);
        attempt.finish(Finish.Outcome.FINISHED, 4);
        node.lease().finish(Finish.Outcome.FAILED, 0);

        Run ended = waiting.get(1, TimeUnit.MINUTES);
        assertThat(ended.status()).isEqualTo(Exit.UNSUCCESSFUL);
        assertThat(ended.out()).contains("awaited: FINISHED", "train loss 0.25", "failing: FAILED");
        assertThat(ended.err()).contains("awaited  FINISHED  step 4 of 4");
    }

    @Test
    void many_experiments_are_paused_resumed_cancelled_and_retried() {
        UUID one = client.queue("acted on one", 4, 0);
        client.queue("acted on two", 4, 0);

        assertThat(done("pause", last(one)).out().strip()).isEqualTo("Paused acted on one.");
        assertThat(done("resume", one.toString()).out()).contains("Resumed");
        Run cancelled = done("cancel", "--filter", "name : 'acted on'");
        assertThat(cancelled.out().lines())
                .containsExactlyInAnyOrder("Cancelled acted on one.", "Cancelled acted on two.");
        Run again = run("", "pause", last(one));
        assertThat(again.status()).isEqualTo(Exit.REFUSED);
        assertThat(again.err()).startsWith("isobath: acted on one: ");
        assertThat(done("retry", last(one)).out()).contains("Queued acted on one.");
        assertThat(run("", "cancel").status()).isEqualTo(Exit.USAGE);
    }

    @Test
    void a_link_is_made_that_anybody_can_open() {
        UUID id = client.queue("shared by a command", 4, 0);

        Run share = done("share", last(id), "--title", "For review", "--days", "2");
        String token = share.out().strip().replaceAll(".*/s/", "");
        assertThat(share.err()).contains("The link expires on ");
        clients.anyone()
                .get()
                .uri("/api/shared/" + token)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.title")
                .isEqualTo("For review");
    }

    @Test
    void a_study_is_made_once_and_listed() throws IOException {
        Files.writeString(folder.resolve("study.yaml"), """
                name: by command
                design: seeds
                base:
                  architecture: {kind: baseline, layers: 1, width: 8, heads: 2}
                  data: {corpus: shelf, sequenceLength: 8}
                  training: {batch: 2, budget: {steps: 4}, learningRate: 4e-3}
                seeds: [1, 2]
                """);

        Run first = done("study", "study.yaml", "--no-wait");
        assertThat(first.err()).contains("The plan: 2 to run");
        Run second = done("study", "study.yaml", "--no-wait");
        assertThat(second.err()).contains("This study is there already, and goes on.", "0 to run");
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(done("studies").out()).contains("by command", first.out().strip());
        assertThat(json("studies", first.out().strip(), "--json")
                        .path("verdicts")
                        .isArray())
                .isTrue();
    }
}
