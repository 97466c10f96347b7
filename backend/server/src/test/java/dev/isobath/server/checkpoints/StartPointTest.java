package dev.isobath.server.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestCheckpoints;
import dev.isobath.server.TestResponse;
import dev.isobath.server.TestWorkerNode;
import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.Lease;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Experiments that start from a checkpoint of another experiment. */
@ServerTest
class StartPointTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String LIST = "/api/projects/default/experiments";

    @Autowired
    ExperimentTestClient client;

    UUID source;

    @BeforeEach
    void train() {
        client.clear();
        source = TestCheckpoints.train(client, "first half", 4);
    }

    /** Returns the spec of a tiny baseline that starts from the source. */
    private ObjectNode spec(int steps, String start) {
        ObjectNode spec =
                JSON.readTree(ExperimentTestClient.spec("second half", steps)).asObject();
        spec.withObject("/training").set("startFrom", JSON.readTree(start.replace("SOURCE", source.toString())));
        return spec;
    }

    private TestResponse submit(ObjectNode spec) {
        return client.post(LIST, spec.toString());
    }

    private UUID submitted(ObjectNode spec) {
        TestResponse reply = submit(spec);
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return UUID.fromString(reply.text("/id"));
    }

    @Test
    void a_run_goes_on_from_the_last_checkpoint_which_its_spec_then_names() {
        UUID id = submitted(spec(10, "{\"experiment\": \"SOURCE\"}"));
        TestResponse queued = client.experiment(id);
        assertThat(queued.json().at("/spec/training/startFrom").toString())
                .isEqualTo("{\"experiment\":\"%s\",\"step\":4,\"state\":\"all\"}".formatted(source));
        assertThat(queued.json().path("step").asInt()).isEqualTo(4);
        assertThat(queued.json().path("steps").asInt()).isEqualTo(10);
        assertThat(queued.json().path("flopsPlanned").asDouble())
                .as("the new part only")
                .isEqualTo(queued.json().path("flopsPerStep").asDouble() * 6);
        assertThat(queued.json().path("flopsExecuted").asDouble()).isZero();

        TestAttempt attempt = client.node("north").lease();
        Lease.ResumePoint start = attempt.lease().start();
        assertThat(attempt.lease().resume()).isNull();
        assertThat(start).isNotNull();
        assertThat(start.step()).isEqualTo(4);
        assertThat(attempt.get("/start").body())
                .isEqualTo(TestCheckpoints.file(client.experiment(source).json().path("spec"), 4));
        assertThat(attempt.get("/checkpoint").status()).isEqualTo(404);
        assertThat(attempt.report(1, 4, 6).status())
                .as("step 4 is done already")
                .isEqualTo(422);
        assertThat(attempt.report(1, 5, 10).status()).isEqualTo(200);
        attempt.checkpoint(10, "the end");
        attempt.finish(Finish.Outcome.FINISHED, 10);

        JsonNode finished = client.experiment(id).json();
        assertThat(finished.path("state").asString()).isEqualTo("FINISHED");
        assertThat(finished.path("flopsExecuted").asDouble()).isEqualTo(600);
        assertThat(finished.path("seconds").asDouble()).isEqualTo(3);
        assertThat(finished.path("tokensPerSecond").asDouble())
                .as("tokens of its own steps over its own time in training")
                .isEqualTo(6 * 16 / 3.0);
        JsonNode curve = client.get("/api/experiments/" + id + "/curves?metrics=train_loss&x=flops")
                .json();
        assertThat(curve.at("/curves/0/x").valueStream().map(JsonNode::asDouble))
                .as("the axis goes on where the source ended")
                .containsExactly(500.0, 600.0, 700.0, 800.0, 900.0, 1000.0);
    }

    @Test
    void a_run_that_takes_the_weights_alone_begins_at_step_1_with_an_axis_of_its_own() {
        ObjectNode spec = spec(3, "{\"experiment\": \"SOURCE\", \"step\": 4, \"state\": \"weights\"}");
        spec.put("seed", 7);
        UUID id = submitted(spec);
        TestAttempt attempt = client.node("north").lease();
        Lease.ResumePoint start = attempt.lease().start();
        assertThat(start).isNotNull();
        assertThat(start.step()).isZero();
        assertThat(attempt.report(1, 1, 3).status()).isEqualTo(200);
        attempt.finish(Finish.Outcome.FINISHED, 3);
        JsonNode finished = client.experiment(id).json();
        assertThat(finished.path("state").asString()).isEqualTo("FINISHED");
        assertThat(finished.path("flopsExecuted").asDouble()).isEqualTo(300);
        assertThat(finished.path("seconds").asDouble()).isEqualTo(1.5);
    }

    @Test
    void a_lost_attempt_is_resumed_from_a_checkpoint_of_its_own_and_without_one_from_the_source_again() {
        submitted(spec(10, "{\"experiment\": \"SOURCE\"}"));
        TestWorkerNode node = client.node("north");
        TestAttempt first = node.lease();
        first.report(1, 5, 6);
        first.finish(Finish.Outcome.LOST, 6);
        TestAttempt second = node.lease();
        assertThat(second.lease().start()).isNotNull();
        assertThat(second.lease().resume()).isNull();
        assertThat(second.report(1, 5, 8).status()).isEqualTo(200);
        second.checkpoint(7, "its own");
        second.finish(Finish.Outcome.LOST, 8);
        TestAttempt third = node.lease();
        Lease.ResumePoint resume = third.lease().resume();
        assertThat(third.lease().start()).isNull();
        assertThat(resume).isNotNull();
        assertThat(resume.step()).isEqualTo(7);
        assertThat(third.get("/checkpoint").body()).isEqualTo("its own");
        assertThat(third.report(1, 8, 10).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"experiment": "0198f3b2-5c1e-4d0a-9f2b-7a6c5d4e3f21", "step": 4} | /training/startFrom/experiment: there is no experiment with that id
            {"experiment": "0198f3b2-5c1e-4d0a-9f2b-7a6c5d4e3f21"}            | /training/startFrom/step: is missing, and no checkpoint of that experiment is known to begin with
            {"experiment": "first half"}                                      | /training/startFrom/experiment: must be the id of an experiment, for example 0198f3b2-5c1e-4d0a-9f2b-7a6c5d4e3f21
            {"experiment": "SOURCE", "step": 3}                               | /training/startFrom/step: that experiment has no checkpoint of step 3; it keeps its last ones only, which are those of step 4
            {"experiment": "SOURCE", "step": 4, "state": "moments"}           | /training/startFrom/state: 'moments' is not one of all, weights
            {"experiment": "SOURCE", "stp": 4}                                | /training/startFrom/stp: is not a field of startFrom; did you mean 'step'?
            """)
    void what_cannot_be_started_from_is_refused_with_its_field(String start, String detail) {
        TestResponse reply = submit(spec(10, start));
        assertThat(reply.status()).as(reply.body()).isEqualTo(422);
        assertThat(reply.text("/detail")).isEqualTo(detail);
        TestResponse counted =
                client.post("/api/flops?project=default", spec(10, start).toString());
        assertThat(counted.status()).as(counted.body()).isEqualTo(422);
        assertThat(counted.text("/detail")).isEqualTo(detail);
    }

    @Test
    void a_model_of_another_shape_is_refused_with_the_field_and_so_are_too_few_steps() {
        ObjectNode wider = spec(10, "{\"experiment\": \"SOURCE\", \"state\": \"weights\"}");
        wider.withObject("/architecture").put("width", 16);
        TestResponse reply = submit(wider);
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.json().at("/errors/0/pointer").asString()).isEqualTo("/architecture/width");
        ObjectNode seeded = spec(10, "{\"experiment\": \"SOURCE\"}").put("seed", 2);
        assertThat(submit(seeded).text("/detail"))
                .startsWith("/seed: is 2, but it is 1 where the checkpoint was taken: a run that goes on keeps it");
        assertThat(submit(spec(4, "{\"experiment\": \"SOURCE\"}")).text("/detail"))
                .startsWith("/training/budget: pays for 4 steps in all");
    }

    @Test
    void an_experiment_of_another_project_or_without_a_checkpoint_is_refused() {
        UUID empty = client.queue("no checkpoint", 5, 0);
        ObjectNode fromEmpty = spec(10, "{\"step\": 1}");
        fromEmpty.withObject("/training/startFrom").put("experiment", empty.toString());
        assertThat(submit(fromEmpty).text("/detail"))
                .isEqualTo("/training/startFrom/experiment: has no checkpoint yet");
        client.database()
                .sql("insert into project (id, name, title) values (gen_random_uuid(), 'elsewhere', 'Elsewhere') "
                        + "on conflict do nothing")
                .update();
        client.database()
                .sql(
                        "update experiment set project_id = (select id from project where name = 'elsewhere') where id = :id")
                .param("id", source)
                .update();
        assertThat(submit(spec(10, "{\"experiment\": \"SOURCE\", \"step\": 4}")).text("/detail"))
                .isEqualTo("/training/startFrom/experiment: belongs to project 'elsewhere'; "
                        + "a run starts from an experiment of its own project");
    }

    @Test
    void a_clone_keeps_the_start_or_changes_it() {
        UUID other = TestCheckpoints.train(client, "another half", 4);
        UUID id = submitted(spec(10, "{\"experiment\": \"SOURCE\"}"));
        TestResponse kept = client.post("/api/experiments/" + id + "/clone", "{\"training\": {\"learningRate\": 0.5}}");
        assertThat(kept.status()).as(kept.body()).isEqualTo(201);
        assertThat(kept.json().at("/spec/training/startFrom/experiment").asString())
                .isEqualTo(source.toString());
        TestResponse changed = client.post(
                "/api/experiments/" + id + "/clone",
                "{\"training\": {\"startFrom\": {\"experiment\": \"%s\"}}}".formatted(other));
        assertThat(changed.status()).as(changed.body()).isEqualTo(201);
        assertThat(changed.json().at("/spec/training/startFrom/experiment").asString())
                .isEqualTo(other.toString());
        TestResponse anew = client.post("/api/experiments/" + id + "/clone", "{\"training\": {\"startFrom\": null}}");
        assertThat(anew.json().at("/spec/training").has("startFrom")).isFalse();
        assertThat(anew.json().path("step").asInt()).isZero();
    }

    @Test
    void relatives_are_linked_both_ways_and_a_deleted_one_is_named() {
        UUID id = submitted(spec(10, "{\"experiment\": \"SOURCE\"}"));
        JsonNode origin = client.get("/api/experiments/" + id + "/lineage").json();
        assertThat(origin.at("/origin/experiment").asString()).isEqualTo(source.toString());
        assertThat(origin.at("/origin/name").asString()).isEqualTo("first half");
        assertThat(origin.at("/origin/step").asInt()).isEqualTo(4);
        assertThat(origin.at("/origin/state").asString()).isEqualTo("all");
        assertThat(origin.at("/origin/exists").asBoolean()).isTrue();
        assertThat(origin.path("successors").size()).isZero();
        JsonNode successors =
                client.get("/api/experiments/" + source + "/lineage").json();
        assertThat(successors.path("origin").isNull()).isTrue();
        assertThat(successors.at("/successors/0/experiment").asString()).isEqualTo(id.toString());
        assertThat(successors.at("/successors/0/name").asString()).isEqualTo("second half");

        client.send(client.request("/api/experiments/" + source).DELETE(), client.token());
        JsonNode after = client.get("/api/experiments/" + id + "/lineage").json();
        assertThat(after.at("/origin/exists").asBoolean()).isFalse();
        assertThat(after.at("/origin/name").asString()).isEqualTo("first half");
        assertThat(client.get("/api/experiments/" + UUID.randomUUID() + "/lineage")
                        .status())
                .isEqualTo(404);
    }
}
