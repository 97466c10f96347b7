package dev.isobath.server.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class ExperimentListTest {

    private static final String ADDRESS = "/api/projects/default/experiments?";

    @Autowired
    ExperimentTestClient client;

    @BeforeEach
    void fill() {
        client.database().sql("delete from experiment").update();
        for (int i = 0; i < 7; i++) {
            UUID id = client.queue("run " + i, 5, i % 2);
            client.database()
                    .sql("update experiment set val_loss = :loss, state = :state where id = :id")
                    .param("loss", i < 4 ? Double.valueOf(3.0 - i / 10.0) : null)
                    .param("state", i < 3 ? "FINISHED" : "QUEUED")
                    .param("id", id)
                    .update();
        }
    }

    @Test
    void the_newest_come_first() {
        TestResponse all = client.get(ADDRESS);
        assertThat(names(all)).containsExactly("run 6", "run 5", "run 4", "run 3", "run 2", "run 1", "run 0");
        assertThat(all.json().path("total").asLong()).isEqualTo(7);
        assertThat(all.json().path("nextCursor").isNull()).isTrue();
    }

    @Test
    void a_value_not_known_yet_sorts_last_in_either_direction() {
        assertThat(names(client.get(ADDRESS + "sort=valLoss")).subList(0, 5))
                .containsExactly("run 3", "run 2", "run 1", "run 0", "run 4");
        assertThat(names(client.get(ADDRESS + "sort=-valLoss")).subList(0, 5))
                .containsExactly("run 0", "run 1", "run 2", "run 3", "run 6");
    }

    @Test
    void pages_show_each_once_whatever_the_order() {
        for (String sort : List.of("createdAt", "-valLoss", "valLoss", "-priority", "name", "-trainLoss")) {
            List<String> whole = names(client.get(ADDRESS + "sort=" + sort));
            List<String> paged = new ArrayList<>();
            String cursor = "";
            do {
                TestResponse page = client.get(ADDRESS + "limit=2&sort=" + sort + "&cursor=" + cursor);
                assertThat(page.json().path("total").asLong()).isEqualTo(7);
                paged.addAll(names(page));
                cursor = page.text("/nextCursor");
            } while (!cursor.isEmpty());
            assertThat(paged).as(sort).isEqualTo(whole);
        }
    }

    @Test
    void filters_add_up() {
        assertThat(names(client.get(ADDRESS + "state=FINISHED"))).hasSize(3);
        assertThat(names(client.get(ADDRESS + "state=FINISHED,QUEUED"))).hasSize(7);
        assertThat(names(client.get(ADDRESS + "state=FINISHED&q=RUN%202"))).containsExactly("run 2");
        assertThat(names(client.get(ADDRESS + "kind=mod"))).isEmpty();
        assertThat(names(client.get(ADDRESS + "kind=mod,baseline"))).hasSize(7);
        assertThat(names(client.get(ADDRESS + "q=" + URLEncoder.encode("%", StandardCharsets.UTF_8))))
                .isEmpty();
        String id = client.get(ADDRESS + "q=run%203").text("/experiments/0/id");
        client.patch("/api/experiments/" + id, "{\"tags\": [\"paper\"]}");
        assertThat(names(client.get(ADDRESS + "tag=paper"))).containsExactly("run 3");
    }

    @Test
    void experiments_are_named_by_their_ids_or_by_the_last_nine_digits_of_them() {
        JsonNode all = client.get(ADDRESS).json().path("experiments");
        String whole = all.at("/1/id").asString();
        String other = all.at("/4/id").asString();
        String ending = other.substring(other.length() - 9);
        TestResponse two = client.get(ADDRESS + "ids=" + whole + "," + ending.toUpperCase(Locale.ROOT));
        assertThat(names(two)).containsExactly("run 5", "run 2");
        assertThat(two.json().path("total").asLong()).isEqualTo(2);
        assertThat(names(client.get(ADDRESS + "state=FINISHED&ids=" + whole + "," + ending)))
                .containsExactly("run 2");
        assertThat(names(client.get(ADDRESS + "ids=" + UUID.randomUUID()))).isEmpty();
    }

    @Test
    void an_experiment_that_was_put_away_is_found_by_its_id() {
        String id = client.get(ADDRESS + "q=run%202").text("/experiments/0/id");
        client.database()
                .sql("update experiment set archived_at = now() where id = :id")
                .param("id", UUID.fromString(id))
                .update();
        assertThat(names(client.get(ADDRESS + "q=run%202"))).isEmpty();
        assertThat(names(client.get(ADDRESS + "ids=" + id))).containsExactly("run 2");
    }

    @Test
    void an_id_that_is_none_is_refused_by_its_parameter() {
        String many = String.join(",", Collections.nCopies(501, "0123456ab"));
        for (String ids : List.of("x", "0123456a", "0123456abc", many)) {
            TestResponse refused = client.get(ADDRESS + "ids=" + ids);
            assertThat(refused.status()).as(ids).isEqualTo(400);
            assertThat(refused.text("/detail")).startsWith("ids: ");
        }
    }

    @Test
    void nonsense_is_refused() {
        for (String query : List.of("sort=colour", "state=LOST", "limit=0", "limit=1000000", "cursor=abc")) {
            assertThat(client.get(ADDRESS + query).status()).as(query).isEqualTo(400);
        }
    }

    private static List<String> names(TestResponse reply) {
        return reply.json()
                .path("experiments")
                .valueStream()
                .map((JsonNode experiment) -> experiment.path("name").asString())
                .toList();
    }
}
