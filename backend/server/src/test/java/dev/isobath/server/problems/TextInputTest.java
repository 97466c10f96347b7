package dev.isobath.server.problems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Names, tags, notes and filters as they come in. */
@ServerTest
class TextInputTest {

    private static final String LIST = "/api/projects/default/experiments";
    private static final String COMPOSED = "caf\u00e9";
    private static final String DECOMPOSED = "cafe\u0301";

    @Autowired
    ExperimentTestClient client;

    UUID id = new UUID(0, 0);

    @BeforeEach
    void queue() {
        id = client.queue("text", 5, 0);
    }

    @AfterEach
    void clear() {
        client.clear();
    }

    private TestResponse patch(String body) {
        return client.patch("/api/experiments/" + id, body);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"name": "nul\\u0000"}       | /name: must not contain the character U+0000
            {"notes": "nul\\u0000"}      | /notes: must not contain the character U+0000
            {"tags": ["a", "\\u0000"]}   | /tags/1: must not contain the character U+0000
            {"name": "a\\tb"}            | /name: must not contain control characters
            {"name": "a\\u2028b"}        | /name: must not contain control characters
            {"tags": ["a\\nb"]}          | /tags/0: must not contain control characters
            {"notes": "bell\\u0007"}     | /notes: must not contain control characters other than line breaks and tabs
            {"name": "half \\ud83d"}     | /name: has half of a surrogate pair, which is no character
            {"name": "half \\ude00 b"}   | /name: has half of a surrogate pair, which is no character
            {"name": " \\u00a0 "}        | /name: must have 1 to 200 characters
            """)
    void text_that_is_not_allowed_is_refused_with_a_pointer(String body, String detail) {
        TestResponse reply = patch(body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(422);
        assertThat(reply.text("/detail")).isEqualTo(detail);
    }

    @Test
    void text_is_trimmed_and_composed() {
        TestResponse reply =
                patch("{\"name\": \"  lead\", \"tags\": [\" %s \"], \"notes\": \"a\\n\\tb\\n\"}".formatted(DECOMPOSED));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.text("/name")).isEqualTo("lead");
        assertThat(reply.text("/tags/0")).isEqualTo(COMPOSED);
        assertThat(reply.text("/notes")).isEqualTo("a\n\tb");
        for (String tag : new String[] {COMPOSED, DECOMPOSED, " " + COMPOSED}) {
            assertThat(client.get(LIST + "?tag=" + encoded(tag)).text("/experiments/0/id"))
                    .isEqualTo(id.toString());
            assertThat(client.get(LIST + "?q=" + encoded(tag)).text("/experiments/0/id"))
                    .isEqualTo(id.toString());
        }
    }

    @Test
    void length_is_counted_in_code_points() {
        assertThat(patch("{\"name\": \"%s\"}".formatted("😀".repeat(200))).status())
                .isEqualTo(200);
        assertThat(patch("{\"name\": \"%s\"}".formatted("😀".repeat(201))).text("/detail"))
                .isEqualTo("/name: must have 1 to 200 characters");
    }

    @Test
    void a_filter_that_no_text_can_match_is_refused() {
        assertThat(client.get(LIST + "?tag=%00").text("/detail"))
                .isEqualTo(
                        "the query of the address has the character NUL (%00) in the parameter 'tag', which no text may have; leave it out");
        assertThat(client.get(LIST + "?q=%00").status()).isEqualTo(400);
        assertThat(client.get(LIST + "?tag=a%09b").text("/detail"))
                .isEqualTo("tag: must not contain control characters");
        assertThat(client.get("/api/audit?cursor=%00").status()).isEqualTo(400);
    }

    @Test
    void a_copy_of_the_longest_name_has_a_name_that_fits() {
        assertThat(patch("{\"name\": \"%s\"}".formatted("😀".repeat(200))).status())
                .isEqualTo(200);
        TestResponse copy = client.post("/api/experiments/" + id + "/clone", "");
        assertThat(copy.status()).as(copy.body()).isEqualTo(201);
        assertThat(copy.text("/name")).isEqualTo("😀".repeat(193) + " (copy)");
    }

    @Test
    void a_corpus_is_found_in_either_form_of_its_name() {
        String spec = ExperimentTestClient.spec("found", 5);
        for (String[] names : new String[][] {{"mac ", DECOMPOSED, COMPOSED}, {"linux ", COMPOSED, DECOMPOSED}}) {
            TestResponse corpus = client.post(
                    "/api/projects/default/corpora?name=" + encoded(names[0] + names[1]),
                    "all that is gold does not glitter. ".repeat(100),
                    "text/plain");
            assertThat(corpus.status()).as(corpus.body()).isEqualTo(201);
            assertThat(corpus.text("/name")).isEqualTo(names[0] + COMPOSED);
            TestResponse experiment = client.post(
                    LIST, spec.replace("\"" + ExperimentTestClient.CORPUS + "\"", "\"" + names[0] + names[2] + "\""));
            assertThat(experiment.status()).as(experiment.body()).isEqualTo(201);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
