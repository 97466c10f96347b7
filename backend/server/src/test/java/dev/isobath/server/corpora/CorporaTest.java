package dev.isobath.server.corpora;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ServerTest;
import dev.isobath.server.TestClients;
import dev.isobath.server.TestUsers;
import dev.isobath.server.home.HomeDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
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
    TestClients clients;

    @Autowired
    TestUsers users;

    @Autowired
    HomeDirectory home;

    @Autowired
    JdbcClient database;

    private RestTestClient.ResponseSpec send(String name, byte[] text) {
        return clients.administrator()
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
        form.add("file", new Part(file, text));
        return clients.administrator()
                .post()
                .uri(
                        COLLECTION + (name == null ? "" : "?name={name}"),
                        name == null ? new Object[0] : new Object[] {name})
                .contentType(MediaType.MULTIPART_FORM_DATA)
                .body(form)
                .exchange();
    }

    /** A file as a browser sends it when a folder is uploaded. */
    private static final class Part extends ByteArrayResource {
        private final String path;

        private Part(String path, byte[] content) {
            super(content);
            this.path = path;
        }

        @Override
        public String getFilename() {
            return path;
        }
    }

    private static Part part(String path, String content) {
        return new Part(path, text(content));
    }

    private RestTestClient.ResponseSpec uploadAll(Map<String, String> fields, Part... parts) {
        MultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
        fields.forEach(form::add);
        for (Part part : parts) {
            form.add("file", part);
        }
        return clients.administrator()
                .post()
                .uri(COLLECTION)
                .contentType(MediaType.MULTIPART_FORM_DATA)
                .body(form)
                .exchange();
    }

    private String content(JsonNode corpus) {
        return new String(
                Objects.requireNonNull(clients.administrator()
                        .get()
                        .uri("/api/corpora/" + corpus.path("id").asString() + "/content")
                        .exchange()
                        .expectBody(byte[].class)
                        .returnResult()
                        .getResponseBody()),
                StandardCharsets.UTF_8);
    }

    private List<String> documents(JsonNode corpus, String query) {
        return body(
                        clients.administrator()
                                .get()
                                .uri("/api/corpora/" + corpus.path("id").asString() + "/documents" + query)
                                .exchange(),
                        200)
                .path("documents")
                .valueStream()
                .map(document -> document.path("name").asString() + " "
                        + document.path("bytes").asInt())
                .toList();
    }

    private static List<String> errors(RestTestClient.ResponseSpec answer) {
        return body(answer, 422)
                .path("errors")
                .valueStream()
                .map(error -> error.path("pointer").asString() + " "
                        + error.path("detail").asString())
                .toList();
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
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "bytes",
                        "sha256",
                        "documents",
                        "skippedRecords",
                        "formats",
                        "field",
                        "createdAt",
                        "createdBy",
                        "preview");
        assertThat(corpus.path("skippedRecords").asLong()).isZero();
        assertThat(corpus.path("formats").valueStream().map(JsonNode::asString)).containsExactly("TEXT");
        assertThat(corpus.path("field").isNull()).isTrue();
        assertThat(corpus.path("bytes").asLong()).isEqualTo(text.length);
        assertThat(corpus.path("preview").asString()).hasSize(300).startsWith("Ansichten");

        String id = corpus.path("id").asString();
        assertThat(body(clients.administrator().get().uri("/api/corpora/" + id).exchange(), 200))
                .isEqualTo(corpus);
        assertThat(body(clients.administrator().get().uri(COLLECTION).exchange(), 200)
                        .path("corpora"))
                .contains(corpus);
        clients.administrator()
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
    void takes_the_lines_of_a_jsonl_file_as_documents() {
        JsonNode corpus = body(upload(unique("tales") + ".jsonl", null, text("""
                        \uFEFF{"id": 1, "text": "Once there was a tide."}

                        {"text": ""}
                        {"text": "It turned.\\nThen it ebbed: \\u6df1\\u3055."}
                        """)), 201);
        assertThat(corpus.path("documents").asInt()).isEqualTo(2);
        assertThat(corpus.path("skippedRecords").asLong()).isEqualTo(1);
        assertThat(corpus.path("formats").valueStream().map(JsonNode::asString)).containsExactly("JSON_LINES");
        assertThat(corpus.path("field").asString()).isEqualTo("text");
        assertThat(content(corpus)).isEqualTo("Once there was a tide.It turned.\nThen it ebbed: 深さ.");
        assertThat(corpus.path("preview").asString()).isEqualTo(content(corpus));
        assertThat(documents(corpus, "")).containsExactly(file(corpus) + ":1 22", file(corpus) + ":4 33");
        assertThat(documents(corpus, "?from=1&limit=1")).containsExactly(file(corpus) + ":4 33");
    }

    private static String file(JsonNode corpus) {
        return corpus.path("name").asString() + ".jsonl";
    }

    @Test
    void takes_another_field_of_jsonl_in_a_form_or_as_the_body() {
        String lines = "{\"body\": \"the first document\"}\n{\"body\": \"the second\"}";
        JsonNode form = body(
                uploadAll(Map.of("name", unique("form"), "field", "body", "format", "jsonl"), part("x.dat", lines)),
                201);
        JsonNode sent = body(
                clients.administrator()
                        .post()
                        .uri(COLLECTION + "?field=body&name={name}", unique("sent"))
                        .contentType(MediaType.parseMediaType("application/jsonl"))
                        .body(text(lines))
                        .exchange(),
                201);
        assertThat(content(form)).isEqualTo("the first documentthe second").isEqualTo(content(sent));
        assertThat(documents(sent, "")).containsExactly("line 1 18", "line 2 10");
    }

    @Test
    void tells_every_line_of_jsonl_that_is_wrong_and_keeps_nothing() throws IOException {
        List<String> before = stored();
        assertThat(errors(upload("x.jsonl", null, text("""
                        {"text": "a good line that would do"}
                        {"text": "a broken line
                        ["text"]
                        {"title": "x", "body": "y"}
                        {"text": 7}
                        {"text": "a bell \\u0007"}
                        {"text": "half \\ud83d"}
                        """))))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("/file line 2 ends in the middle of a record at column 24"),
                        line -> assertThat(line).isEqualTo("/file line 3 is a list, not an object"),
                        line -> assertThat(line).isEqualTo("/file line 5 has a number in field 'text', not a string"),
                        line -> assertThat(line).startsWith("/file line 6 has the control character U+0007"),
                        line -> assertThat(line).isEqualTo("/file line 7 has half a surrogate pair in field 'text'"));
        assertThat(errors(upload("y.jsonl", null, text("nonsense\n".repeat(50)))))
                .hasSize(10);
        assertThat(stored()).isEqualTo(before);
        try (Stream<Path> waiting = Files.list(home.folder().resolve("uploads"))) {
            assertThat(waiting).isEmpty();
        }
    }

    @Test
    void tells_every_record_of_a_list_that_is_wrong() {
        assertThat(errors(upload("x.json", null, text("[1, {\"text\": 2}, {\"text\": \"good\"}, []]"))))
                .containsExactly(
                        "/file record 1 is a number, not an object",
                        "/file record 2 has a number in field 'text', not a string",
                        "/file record 4 is a list, not an object");
    }

    @Test
    void says_which_field_is_wrong_in_a_form_or_as_the_body() {
        expectRefusal(
                uploadAll(Map.of("name", unique("form"), "field", "a..b"), part("x.jsonl", "{}")),
                "/field",
                "meta.text");
        expectRefusal(
                clients.administrator()
                        .post()
                        .uri(COLLECTION + "?field=a..b&name={name}", unique("sent"))
                        .contentType(MediaType.parseMediaType("application/jsonl"))
                        .body(text("{}"))
                        .exchange(),
                "/field",
                "meta.text");
    }

    @Test
    void takes_a_folder_in_the_order_of_its_paths_without_hidden_files() {
        String folder = unique("shelf");
        JsonNode corpus = body(
                uploadAll(
                        Map.of(),
                        part(folder + "/b.md", "# The second\n"),
                        part(folder + "/.git/config.txt", "hidden"),
                        part(folder + "/c/lines.jsonl", "{\"text\": \"the third\"}\n{\"text\": \"the fourth\"}\n"),
                        part(folder + "/.DS_Store", "\u0000"),
                        part(folder + "/d.json", "[{\"text\": \"the fifth\"}, {\"text\": null}]"),
                        part(folder + "/a.txt", "The first.\n")),
                201);
        assertThat(corpus.path("name").asString()).isEqualTo(folder);
        assertThat(corpus.path("documents").asInt()).isEqualTo(5);
        assertThat(corpus.path("skippedRecords").asInt()).isEqualTo(1);
        assertThat(corpus.path("formats").valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrder("TEXT", "JSON_LINES", "JSON_LIST");
        assertThat(content(corpus)).isEqualTo("The first.\n# The second\nthe thirdthe fourththe fifth");
        assertThat(documents(corpus, ""))
                .containsExactly(
                        folder + "/a.txt 11",
                        folder + "/b.md 13",
                        folder + "/c/lines.jsonl:1 9",
                        folder + "/c/lines.jsonl:2 10",
                        folder + "/d.json:1 9");
        delete(corpus).expectStatus().isNoContent();
    }

    @Test
    void tells_which_file_of_a_folder_is_wrong() throws IOException {
        List<String> before = stored();
        Part good = part("rack/a.txt", "a text that is long enough");
        assertThat(errors(uploadAll(Map.of(), good, part("rack/x.png", "x"), part("rack/Makefile", "all:"))))
                .containsExactly(
                        "/file/1 rack/x.png: has none of the extensions .txt, .text, .md, .markdown, .json, .jsonl and .ndjson, with or"
                                + " without .gz or .zst after it; leave it out, or say in 'format' what all files are",
                        "/file/2 rack/Makefile: has none of the extensions .txt, .text, .md, .markdown, .json, .jsonl and .ndjson, with or"
                                + " without .gz or .zst after it; leave it out, or say in 'format' what all files are");
        assertThat(errors(uploadAll(
                        Map.of(), good, new Part("rack/b.txt", "Größe".getBytes(StandardCharsets.ISO_8859_1)))))
                .singleElement()
                .asString()
                .startsWith("/file/1 rack/b.txt: is not UTF-8 at byte 2");
        assertThat(errors(uploadAll(Map.of(), good, part("rack/c.txt", ""))))
                .containsExactly("/file/1 rack/c.txt: is empty; send a text");
        assertThat(errors(uploadAll(Map.of(), part("x/.a.txt", "a"), part("x/.b.txt", "b"))))
                .singleElement()
                .asString()
                .contains("hidden files only");
        assertThat(errors(uploadAll(Map.of("format", "csv"), good)))
                .containsExactly("/format must be auto, text or jsonl");
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void takes_files_of_any_name_when_told_what_they_are() {
        JsonNode corpus = body(
                uploadAll(
                        Map.of("name", unique("sources"), "format", "text"),
                        part("Main.java", "class Main {}\n"),
                        part("Makefile", "all: Main.class\n")),
                201);
        assertThat(content(corpus)).isEqualTo("class Main {}\nall: Main.class\n");
    }

    @Test
    void takes_a_folder_of_many_files() {
        Part[] parts = IntStream.range(0, 1_000)
                .mapToObj(i -> part("many/%04d.txt".formatted(i), "file " + i + "\n"))
                .toArray(Part[]::new);
        JsonNode corpus = body(uploadAll(Map.of("name", unique("many")), parts), 201);
        assertThat(corpus.path("documents").asInt()).isEqualTo(1_000);
    }

    @Test
    void previews_whole_characters_only() {
        JsonNode corpus = body(send(unique("fish"), text("🐟".repeat(1000))), 201);
        assertThat(corpus.path("preview").asString()).isEqualTo("🐟".repeat(300));
        assertThat(documents(corpus, "")).containsExactly(corpus.path("name").asString() + " 4000");
    }

    @Test
    void refuses_a_form_without_a_file() {
        MultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
        form.add("name", "x");
        expectRefusal(
                clients.administrator()
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
        clients.anyone().get().uri(COLLECTION).exchange().expectStatus().isUnauthorized();
        assertThat(users.member("Ada").browser().get(COLLECTION).status()).isEqualTo(200);
        clients.administrator()
                .get()
                .uri("/api/projects/none/corpora")
                .exchange()
                .expectStatus()
                .isNotFound();
    }

    private RestTestClient.ResponseSpec delete(JsonNode corpus) {
        return clients.administrator()
                .delete()
                .uri("/api/corpora/" + corpus.path("id").asString())
                .exchange();
    }
}
