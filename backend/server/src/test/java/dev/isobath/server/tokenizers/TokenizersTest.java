package dev.isobath.server.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestResponse;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@ServerTest
class TokenizersTest {

    private static final String COLLECTION = "/api/projects/default/tokenizers";
    private static final String BPE = """
            {"model": {"type": "BPE", "vocab": {"t": 0, "h": 1, "e": 2, "th": 3, "the": 4},
                       "merges": ["t h", ["th", "e"]]},
             "added_tokens": [{"id": 7, "content": "<|endoftext|>", "special": true}]}
            """;

    @Autowired
    ExperimentTestClient client;

    private TestResponse send(String name, String file) {
        return client.post(COLLECTION + "?name=" + name, file);
    }

    private static String unique() {
        return "t-" + UUID.randomUUID();
    }

    private TestResponse submit(String tokenizer, String more) {
        return client.post("/api/projects/default/experiments", spec(tokenizer, more));
    }

    private static String spec(String tokenizer, String more) {
        return """
                {"name": "words", "architecture": {"kind": "baseline", "layers": 1, "width": 8, "heads": 1},
                 "data": {"corpus": "%s", "tokenizer": "%s", "sequenceLength": 16%s},
                 "training": {"batch": 1, "budget": {"steps": 3}}}
                """.formatted(ExperimentTestClient.CORPUS, tokenizer, more);
    }

    @Test
    void takes_a_tokenizer_and_counts_its_tokens_with_those_added() {
        String name = unique();
        TestResponse sent = send(name, BPE);
        assertThat(sent.status()).as(sent.body()).isEqualTo(201);
        assertThat(sent.text("/model")).isEqualTo("BPE");
        assertThat(sent.json().at("/vocabulary").asInt()).isEqualTo(8);
        assertThat(client.get("/api/tokenizers/" + sent.text("/id") + "/content")
                        .body())
                .isEqualTo(BPE);
        assertThat(client.get(COLLECTION).json().path("tokenizers")).contains(sent.json());
        assertThat(send(name, BPE).status()).isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                                                          | ''                | is not JSON at line",
                "[]                                                                         | ''                | is missing; a tokenizer.json",
                "{'version': '1.0'}                                                         | /model            | is missing; a tokenizer.json",
                "{'model': {'type': 'Abacus', 'vocab': {}}}                                 | /model/type       | must be one of BPE",
                "{'model': {'type': 'BPE', 'merges': []}}                                   | /model/vocab      | must be an object",
                "{'model': {'type': 'BPE', 'merges': [], 'vocab': {'a': 0}}}                | /model/vocab      | fewer than two",
                "{'model': {'type': 'BPE', 'merges': [], 'vocab': {'a': 0, 'a/b': 0}}}      | /model/vocab/a~1b | the number of another",
                "{'model': {'type': 'BPE', 'merges': [], 'vocab': {'a': -1}}}               | /model/vocab/a    | lie between",
                "{'model': {'type': 'BPE', 'merges': [], 'vocab': {'a': 0, 'b': 2000000}}}  | /model/vocab/b    | lie between",
                "{'model': {'type': 'BPE', 'merges': [], 'vocab': {'a': 0, 'b': 'x'}}}      | /model/vocab/b    | whole number",
                "{'model': {'type': 'BPE', 'merges': ['a b'], 'vocab': {'a': 0, 'b': 1}}}   | /model/merges/0   | needs token 'ab'",
                "{'model': {'type': 'BPE', 'merges': ['ab'], 'vocab': {'a': 0, 'b': 1}}}    | /model/merges/0   | a pair of tokens",
                "{'model': {'type': 'WordLevel', 'vocab': {'a': 0, 'b': 1}}}                | /model/unk_token  | must be a token",
                "{'model': {'type': 'Unigram', 'vocab': [['a', -1], 'b']}}                  | /model/vocab/1    | a token and its score",
                "{'model': {'type': 'Unigram', 'unk_id': 7, 'vocab': [['a',-1],['b',-2]]}}  | /model/unk_id     | not the number",
                "{'model': {'type': 'Unigram', 'vocab': [['a', -1], ['b', -2]]}}            | /model/unk_id     | is missing; without",
                "{'model': {'type': 'Unigram', 'unk_id': null, 'vocab': [['a',-1],['b',-2]]}}  | /model/unk_id  | is missing; without",
                "{'model': {'type': 'Unigram', 'unk_id': '0', 'vocab': [['a',-1],['b',-2]]}}   | /model/unk_id  | not the number",
                "{'added_tokens': [{'id': 'x', 'content': 'y'}], 'model': {'type': 'BPE', 'merges': [], 'vocab': {'a': 0, 'b': 1}}} | /added_tokens/0/id | whole number",
            })
    void refuses_what_is_no_tokenizer_and_says_where(String file, String pointer, String words) {
        TestResponse refused = send(unique(), file.replace('\'', '"'));
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.text("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(refused.text("/errors/0/detail")).contains(words);
    }

    @Test
    void refuses_names_that_are_strange_or_always_there() {
        assertThat(send("gpt2", BPE).text("/errors/0/detail")).contains("built-in tokenizer");
        assertThat(send("-x", BPE).text("/errors/0/pointer")).isEqualTo("/name");
    }

    @Test
    void fills_the_vocabulary_into_the_spec_and_keeps_the_tokenizer_with_the_experiment() {
        String name = unique();
        TestResponse tokenizer = send(name, BPE);
        TestResponse experiment = submit(name, "");
        assertThat(experiment.status()).as(experiment.body()).isEqualTo(201);
        assertThat(experiment.json().at("/spec/data/vocabulary").asInt()).isEqualTo(8);
        assertThat(client.post("/api/flops?project=default", spec(name, ""))
                        .json()
                        .at("/parameters"))
                .isEqualTo(experiment.json().at("/parameters"));

        String clone = "/api/experiments/" + experiment.text("/id") + "/clone";
        assertThat(client.post(clone, "{}").status()).isEqualTo(201);
        TestResponse kept = client.send(
                client.request("/api/tokenizers/" + tokenizer.text("/id")).DELETE(), client.token());
        assertThat(kept.text("/type")).isEqualTo("/problems/tokenizer-in-use");
        client.clear();
    }

    @Test
    void refuses_a_tokenizer_that_is_not_there_or_has_other_tokens() {
        String name = unique();
        assertThat(submit(name, "").text("/errors/0/pointer")).isEqualTo("/data/tokenizer");
        assertThat(submit(name, ", \"vocabulary\": 8").text("/errors/0/detail")).contains("upload it first");
        send(name, BPE);
        TestResponse other = submit(name, ", \"vocabulary\": 9");
        assertThat(other.text("/errors/0/pointer")).isEqualTo("/data/vocabulary");
        assertThat(other.text("/errors/0/detail")).contains("has 8 tokens, not 9");
    }

    @Test
    void a_lease_tells_the_worker_which_tokenizer_to_fetch() {
        client.clear();
        String name = unique();
        TestResponse tokenizer = send(name, BPE);
        submit(name, "");
        client.node("reader").findAllUsable();
        TestAttempt attempt = client.node("reader").lease();

        assertThat(Objects.requireNonNull(attempt.lease().tokenizer()).sha256()).isEqualTo(tokenizer.text("/sha256"));
        assertThat(attempt.lease().documents()).isNull();
        assertThat(attempt.get("/tokenizer").body()).isEqualTo(BPE);
        assertThat(attempt.get("/documents").status()).isEqualTo(404);
        client.clear();
    }

    @Test
    void a_tokenizer_nobody_uses_can_be_deleted() {
        TestResponse tokenizer = send(unique(), BPE);
        String address = "/api/tokenizers/" + tokenizer.text("/id");
        assertThat(client.send(client.request(address).DELETE(), client.token()).status())
                .isEqualTo(204);
        assertThat(client.get(address).status()).isEqualTo(404);
    }
}
