package dev.isobath.server.studies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.TestResponse;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.JsonNode;

/** Makes studies whose experiments have losses that the test gives them. */
public final class FinishedStudies {

    private FinishedStudies() {}

    /** Makes and launches a study, finishes each of its experiments with a loss, and returns the id of the study. */
    public static String finished(ExperimentTestClient client, String yaml, ToDoubleFunction<JsonNode> loss) {
        TestResponse study = client.post("/api/projects/default/studies", yaml, "application/yaml");
        assertThat(study.status()).as(study.body()).isEqualTo(201);
        String id = study.text("/id");
        client.post("/api/studies/" + id + "/launch", "");
        client.get("/api/studies/" + id + "/plan")
                .json()
                .path("rows")
                .forEach(row -> client.database()
                        .sql("""
                        update experiment set state = 'FINISHED', finished_at = now(), updated_at = now(), step = steps,
                                              flops_executed = flops_planned, seconds = 10, val_loss = :loss
                        where id = :id
                        """)
                        .param("loss", loss.applyAsDouble(row))
                        .param("id", UUID.fromString(row.path("experiment").asString()))
                        .update());
        return id;
    }
}
