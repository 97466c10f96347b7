package dev.isobath.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Content is deleted when nothing refers to it, whoever put it there and whoever refers to it. */
@ServerTest
class BlobReferencesTest {

    private static final String TOKENIZER = """
            {"version": "1.0", "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}}""";

    @Autowired
    ExperimentTestClient client;

    @Autowired
    BlobReferences blobs;

    @Autowired
    BlobStore store;

    @BeforeEach
    void begin() {
        client.clear();
    }

    /** A waiting question does not keep its checkpoint: the user is told when it is gone. */
    @Test
    void every_column_with_a_digest_of_content_is_known() {
        List<String> columns = client.database()
                .sql("""
                        select table_name || '.' || column_name as name from information_schema.columns
                        where table_schema = 'public' and column_name like '%sha256' and table_name <> 'question'
                        order by 1
                        """)
                .query((row, _) -> row.getString("name"))
                .list();

        assertThat(blobs.columns()).isEqualTo(columns);
    }

    @Test
    void an_upload_with_a_wrong_digest_deletes_nothing_of_others() {
        client.post("/api/projects/default/tokenizers?name=mine", TOKENIZER);
        String corpus = "all that is gold does not glitter. ".repeat(1000).substring(0, 10_000);
        client.queue("hostile", 4, 0);
        TestAttempt attempt = client.node("north").lease();
        attempt.report(1, 1, 4);

        for (String content : List.of(TOKENIZER, corpus)) {
            TestResponse reply = attempt.checkpoint(4, content, "0".repeat(64));
            assertThat(reply.status()).isEqualTo(422);
            assertThat(reply.text("/type")).isEqualTo("/problems/digest-mismatch");
            assertThat(store.find(TestAttempt.sha256(content))).isPresent();
        }
        assertThat(attempt.get("/corpus").status()).isEqualTo(200);
    }

    @Test
    void the_last_reference_of_a_checkpoint_leaves_what_a_tokenizer_or_an_index_refers_to() {
        client.post("/api/projects/default/tokenizers?name=shared", TOKENIZER);
        client.database()
                .sql("update corpus set documents_bytes = 5, documents_sha256 = :sha256 where name = :name")
                .param("sha256", TestAttempt.sha256("index"))
                .param("name", ExperimentTestClient.CORPUS)
                .update();
        client.queue("collector", 9, 0);
        TestAttempt attempt = client.node("north").lease();
        attempt.report(1, 1, 9);

        // Two are kept, so the first three are pushed out.
        List<String> contents = List.of(TOKENIZER, "index", "third", "fourth", "fifth");
        for (int i = 0; i < contents.size(); i++) {
            assertThat(attempt.checkpoint(i + 1, contents.get(i)).status()).isEqualTo(201);
        }

        assertThat(store.find(TestAttempt.sha256(TOKENIZER))).isPresent();
        assertThat(store.find(TestAttempt.sha256("index"))).isPresent();
        assertThat(store.find(TestAttempt.sha256("third"))).isEmpty();
        client.database()
                .sql("update corpus set documents_bytes = null, documents_sha256 = null where name = :name")
                .param("name", ExperimentTestClient.CORPUS)
                .update();
    }

    @Test
    void what_a_killed_process_left_is_collected_and_what_is_used_or_young_stays() throws IOException {
        Path used = store.find(corpusDigest()).orElseThrow();
        Path orphan = put("left between the store and the row");
        Path young = put("its row comes in a moment");
        Path incoming = Objects.requireNonNull(used.getParent()).resolveSibling("incoming");
        Path part = Files.writeString(incoming.resolve("blob-killed.part"), "half a check");
        Path uploading = Files.writeString(incoming.resolve("blob-uploading.part"), "half a check");
        FileTime twoDaysAgo = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
        for (Path old : List.of(used, orphan, part)) {
            Files.setLastModifiedTime(old, twoDaysAgo);
        }

        assertThat(blobs.collect(Duration.ofDays(1))).isEqualTo(1);

        assertThat(orphan).doesNotExist();
        assertThat(part).doesNotExist();
        assertThat(used).exists();
        assertThat(young).exists();
        assertThat(uploading).exists();
        Files.delete(uploading);
    }

    private Path put(String content) {
        Blob blob = store.put(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), 1000);
        return store.find(blob.sha256()).orElseThrow();
    }

    private String corpusDigest() {
        return client.database()
                .sql("select sha256 from corpus limit 1")
                .query(String.class)
                .single();
    }

    @Test
    void nothing_is_left_of_an_upload_with_a_wrong_digest() throws IOException {
        client.queue("noise", 4, 0);
        TestAttempt attempt = client.node("north").lease();
        attempt.report(1, 1, 4);
        String content = "noise " + UUID.randomUUID();

        attempt.checkpoint(4, content, "0".repeat(64));

        assertThat(store.find(TestAttempt.sha256(content))).isEmpty();
        Path incoming = store.find(corpusDigest())
                .map(file -> Objects.requireNonNull(file.getParent()).resolveSibling("incoming"))
                .orElseThrow();
        try (Stream<Path> files = Files.list(incoming)) {
            assertThat(files).isEmpty();
        }
    }
}
