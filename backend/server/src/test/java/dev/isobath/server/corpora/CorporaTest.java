package dev.isobath.server.corpora;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.Api;
import dev.isobath.server.People;
import dev.isobath.server.ServerTest;
import dev.isobath.server.home.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.JsonNode;

@ServerTest
@TestPropertySource(properties = "isobath.corpus-limit=64KB")
class CorporaTest {

    private static final String COLLECTION = "/api/projects/default/corpora";
    private static final int LIMIT = 64 * 1024;

    @Autowired
    Api api;

    @Autowired
    People people;

    @Autowired
    Home home;

    @Autowired
    JdbcClient database;

    private RestTestClient.ResponseSpec send(String name, byte[] text) {
        return api.administrator()
                .post()
                .uri(COLLECTION + "?name={name}", name)
                .contentType(MediaType.TEXT_PLAIN)
                .body(text)
                .exchange();
    }

    private RestTestClient.ResponseSpec upload(String file, @Nullable String name, byte[] text) {
        MultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
        if (name != null) {
            form.add("name", name);
        }
        form.add("file", new ByteArrayResource(text) {
            @Override
            public @Nullable String getFilename() {
                return file;
            }
        });
        return api.administrator()
                .post()
                .uri(
                        COLLECTION + (name == null ? "" : "?name={name}"),
                        name == null ? new Object[0] : new Object[] {name})
                .contentType(MediaType.MULTIPART_FORM_DATA)
                .body(form)
                .exchange();
    }

    private static JsonNode body(RestTestClient.ResponseSpec answer, int status) {
        JsonNode body = answer.expectStatus()
                .isEqualTo(status)
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
        assertThat(body).isNotNull();
        return body;
    }

    private static String unique(String name) {
        return name + "-" + UUID.randomUUID();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> stored() throws IOException {
        try (Stream<Path> files = Files.walk(home.folder().resolve("store"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    private static void expectRefusal(RestTestClient.ResponseSpec answer, String pointer, String words) {
        JsonNode problem = body(answer, 422);
        assertThat(problem.path("type").asString()).isEqualTo("/problems/invalid");
        assertThat(problem.path("errors").path(0).path("pointer").asString()).isEqualTo(pointer);
        assertThat(problem.path("errors").path(0).path("detail").asString()).contains(words);
    }

    @Test
    void takes_a_text_and_gives_it_back() {
        String name = unique("böll 1");
        byte[] text = text("Ansichten eines Clowns. ".repeat(40));
        JsonNode corpus = body(send(name, text), 201);
        assertThat(corpus.propertyNames())
                .containsExactlyInAnyOrder("id", "name", "bytes", "sha256", "createdAt", "createdBy", "preview");
        assertThat(corpus.path("bytes").asLong()).isEqualTo(text.length);
        assertThat(corpus.path("preview").asString()).hasSize(300).startsWith("Ansichten");

        String id = corpus.path("id").asString();
        assertThat(body(api.administrator().get().uri("/api/corpora/" + id).exchange(), 200))
                .isEqualTo(corpus);
        assertThat(body(api.administrator().get().uri(COLLECTION).exchange(), 200)
                        .path("corpora"))
                .contains(corpus);
        api.administrator()
                .get()
                .uri("/api/corpora/" + id + "/content")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueMatches("Content-Disposition", "attachment;.*")
                .expectHeader()
                .contentType("text/plain;charset=UTF-8")
                .expectBody(byte[].class)
                .isEqualTo(text);
    }

    @Test
    void takes_a_file_under_its_own_name() throws IOException {
        String name = unique("tiny");
        JsonNode corpus = body(upload(name + ".txt", null, text("a text that is long enough")), 201);
        assertThat(corpus.path("name").asString()).isEqualTo(name);
        assertThat(corpus.path("createdBy").asString()).isNotBlank();
        try (Stream<Path> waiting = Files.list(home.folder().resolve("uploads"))) {
            assertThat(waiting).isEmpty();
        }
    }

    @Test
    void takes_a_file_under_a_name_given_in_form_and_address() {
        String name = unique("given");
        JsonNode corpus = body(upload("file.txt", name, text("a text that is long enough")), 201);
        assertThat(corpus.path("name").asString()).isEqualTo(name);
    }

    @Test
    void refuses_what_is_no_text_and_keeps_nothing_of_it() throws IOException {
        List<String> before = stored();
        expectRefusal(
                send(unique("latin"), "Müller, Mäßigkeit, Größe".getBytes(StandardCharsets.ISO_8859_1)), "", "byte 1 ");
        expectRefusal(upload("x.bin", null, new byte[100]), "/file", "NUL at byte 0");
        expectRefusal(upload("x.txt", null, new byte[0]), "/file", "empty");
        expectRefusal(send(unique("short"), text("too short")), "", "only 9 bytes");
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void refuses_a_form_without_a_file() {
        MultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
        form.add("name", "x");
        expectRefusal(
                api.administrator()
                        .post()
                        .uri(COLLECTION)
                        .contentType(MediaType.MULTIPART_FORM_DATA)
                        .body(form)
                        .exchange(),
                "/file",
                "is missing");
    }

    @Test
    void refuses_strange_names_and_asks_for_one() {
        expectRefusal(send("a/b", text("a text that is long enough")), "/name", "letters");
        expectRefusal(send("", text("a text that is long enough")), "/name", "letters");
    }

    @Test
    void refuses_a_name_that_is_taken() {
        String name = unique("taken");
        body(send(name, text("a text that is long enough")), 201);
        JsonNode problem = body(send(name, text("another text, also long enough")), 409);
        assertThat(problem.path("type").asString()).isEqualTo("/problems/name-taken");
        assertThat(problem.path("errors").path(0).path("pointer").asString()).isEqualTo("/name");
    }

    @Test
    void refuses_more_than_the_limit_however_it_comes() throws IOException {
        List<String> before = stored();
        byte[] large = text("x".repeat(LIMIT + 1));
        for (RestTestClient.ResponseSpec answer :
                List.of(send(unique("large"), large), upload("large.txt", null, large))) {
            JsonNode problem = body(answer, 413);
            assertThat(problem.path("type").asString()).isEqualTo("/problems/too-large");
            assertThat(problem.path("detail").asString()).contains("65536 bytes");
        }
        assertThat(stored()).isEqualTo(before);
        body(send(unique("just right"), text("x".repeat(LIMIT))), 201);
    }

    @Test
    void keeps_the_same_text_once_and_deletes_it_with_its_last_name() throws IOException {
        byte[] text = text(unique("the same text under two names"));
        JsonNode first = body(send(unique("first"), text), 201);
        JsonNode second = body(send(unique("second"), text), 201);
        String sha256 = first.path("sha256").asString();
        assertThat(second.path("sha256").asString()).isEqualTo(sha256);

        delete(first).expectStatus().isNoContent();
        assertThat(stored()).contains(sha256);
        delete(second).expectStatus().isNoContent();
        assertThat(stored()).doesNotContain(sha256);
        delete(second).expectStatus().isNotFound();
    }

    @Test
    void keeps_a_corpus_that_an_experiment_uses() throws IOException {
        JsonNode corpus = body(send(unique("used"), text(unique("a text somebody trains on"))), 201);
        database.sql("""
                        insert into experiment (id, version, project_id, name, kind, state, state_reason, priority, spec,
                            corpus_id, steps, parameters, flops_convention, flops_per_step, flops_planned, step,
                            flops_executed, seconds, attempts, losses, not_before, cancel_requested, pause_requested,
                            tags, notes, created_at, queued_at, updated_at)
                        select gen_random_uuid(), 0, project_id, 'x', 'baseline', 'FINISHED', '', 0, '{}', id,
                            1, 1, 'full', 1, 1, 1, 1, 1, 1, 0, now(), false, false, '{}', '', now(), now(), now()
                        from corpus where id = cast(:id as uuid)
                        """).param("id", corpus.path("id").asString()).update();
        assertThat(body(delete(corpus), 409).path("type").asString()).isEqualTo("/problems/corpus-in-use");
        assertThat(stored()).contains(corpus.path("sha256").asString());
        database.sql("delete from experiment where name = 'x'").update();
    }

    @Test
    void is_for_those_signed_in() {
        api.anyone().get().uri(COLLECTION).exchange().expectStatus().isUnauthorized();
        assertThat(people.member("Ada").browser().get(COLLECTION).status()).isEqualTo(200);
        api.administrator()
                .get()
                .uri("/api/projects/none/corpora")
                .exchange()
                .expectStatus()
                .isNotFound();
    }

    private RestTestClient.ResponseSpec delete(JsonNode corpus) {
        return api.administrator()
                .delete()
                .uri("/api/corpora/" + corpus.path("id").asString())
                .exchange();
    }
}
