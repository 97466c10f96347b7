package dev.isobath.server.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.TestClients;
import dev.isobath.server.TestResponse;
import dev.isobath.server.database.TestDatabase;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.SpecWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.context.ContextConfiguration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server that starts on the database of a version that had neither fields of specs nor values of metrics. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = OldExperimentsTest.OldInstallation.class)
@Import({TestClients.class, ExperimentTestClient.class})
class OldExperimentsTest {

    /** The last migration of a version without both. */
    private static final String BEFORE = "202611292352";

    private static final int SEEDS = 3;

    @Autowired
    ExperimentTestClient client;

    /** Makes the old tables with a few experiments before the server starts. */
    static final class OldInstallation implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            String url = TestDatabase.empty();
            fill(url);
            try {
                context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource(
                                "old installation",
                                Map.of(
                                        "spring.datasource.url",
                                        url,
                                        "spring.datasource.username",
                                        TestDatabase.user(),
                                        "spring.datasource.password",
                                        TestDatabase.password(),
                                        "isobath.home",
                                        Files.createTempDirectory("isobath-home")
                                                .toString())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void fill(String url) {
            Flyway.configure()
                    .dataSource(url, TestDatabase.user(), TestDatabase.password())
                    .target(BEFORE)
                    .load()
                    .migrate();
            JdbcClient database =
                    JdbcClient.create(new DriverManagerDataSource(url, TestDatabase.user(), TestDatabase.password()));
            database.sql("""
                    insert into corpus (id, project_id, name, bytes, sha256, preview)
                    select gen_random_uuid(), id, 'old shelf', 10000, 'x', 'x' from project
                    """).update();
            for (int seed = 1; seed <= SEEDS; seed++) {
                experiment(database, new UUID(0, seed), seed, 0.125);
            }
            experiment(database, new UUID(0, 9), 1, 0.5);
        }

        private static void experiment(JdbcClient database, UUID id, int seed, double capacity) {
            JsonNode submitted = new JsonMapper().readTree("""
                    {"name": "old-%s-s%d", "seed": %d,
                     "architecture": {"kind": "mod", "layers": 4, "width": 8, "heads": 2, "capacity": %s},
                     "data": {"corpus": "old shelf", "sequenceLength": 8},
                     "training": {"batch": 2, "budget": {"steps": 20}}}
                    """.formatted(capacity, seed, seed, capacity));
            database.sql("""
                            insert into experiment (id, version, project_id, name, kind, state, state_reason, priority, spec,
                                corpus_id, steps, parameters, flops_convention, flops_per_step, flops_planned, step,
                                flops_executed, seconds, attempts, losses, not_before, cancel_requested, pause_requested,
                                tags, notes, created_at, queued_at, updated_at)
                            select :id, 0, p.id, :name, 'mod', 'FINISHED', 'done', 0, :spec, c.id, 20, 1, 'x', 1, 1, 20,
                                0, 0, 1, 0, now(), false, false, '{}', '', now(), now(), now()
                            from project p, corpus c
                            """)
                    .param("id", id)
                    .param("name", submitted.path("name").asString())
                    .param("spec", SpecWriter.write(SpecReader.read(submitted)).toString())
                    .update();
            database.sql("insert into curve_metric values (:id, 1, 'val_loss')")
                    .param("id", id)
                    .update();
            database.sql("""
                            insert into curve_point
                            select :id, 1, s, case when s = 7 then 'NaN' else abs(s - 10) + :seed end, s, s, s, 1
                            from generate_series(1, 20) as s
                            """).param("id", id).param("seed", (double) seed).update();
        }
    }

    private List<String> names(String filter) {
        TestResponse reply = client.get("/api/projects/default/experiments?sort=name&filter="
                + URLEncoder.encode(filter, StandardCharsets.UTF_8));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json()
                .path("experiments")
                .valueStream()
                .map((JsonNode experiment) -> experiment.path("name").asString())
                .toList();
    }

    @Test
    void the_filter_finds_experiments_of_before_by_their_specs_and_their_metrics() {
        assertThat(names("capacity < 0.25")).containsExactly("old-0.125-s1", "old-0.125-s2", "old-0.125-s3");
        assertThat(names("device = cpu and deterministic = false")).hasSize(4);
        assertThat(names("val_loss.best = 2")).containsExactly("old-0.125-s2");
        assertThat(names("val_loss = 11 and val_loss.max = 11")).containsExactly("old-0.125-s1", "old-0.5-s1");
    }

    @Test
    void they_are_grouped_with_new_ones_of_the_same_configuration() {
        TestResponse groups = client.get(
                "/api/projects/default/experiments/groups?by=configuration&values=val_loss.best&sort=-experiments");
        assertThat(groups.status()).as(groups.body()).isEqualTo(200);
        assertThat(groups.json().path("total").asInt()).isEqualTo(2);
        assertThat(groups.json().at("/groups/0/experiments").asInt()).isEqualTo(SEEDS);
        assertThat(groups.json().at("/groups/0/values/val_loss.best/mean").asDouble())
                .isEqualTo(2.0);
    }
}
