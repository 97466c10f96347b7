package dev.isobath.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobath.server.home.HomeDirectory;
import dev.isobath.server.problems.BadRequestException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobStoreTest {

    private static final String DIGEST_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init")
    BlobStore store;

    @BeforeEach
    void make() throws IOException {
        store = new BlobStore(new HomeDirectory(folder), "");
    }

    @Test
    void keeps_content_under_its_digest() throws IOException {
        Blob blob = store.put(text("abc"), 3);
        assertThat(blob).isEqualTo(new Blob(DIGEST_OF_ABC, 3));
        try (InputStream content = store.open(DIGEST_OF_ABC)) {
            assertThat(content).hasContent("abc");
        }
        store.delete(DIGEST_OF_ABC);
        assertThat(store.find(DIGEST_OF_ABC)).isEmpty();
    }

    @Test
    void leaves_nothing_behind_of_what_is_too_large_or_breaks_off() throws IOException {
        assertThatThrownBy(() -> store.put(text("abcd"), 3)).isInstanceOf(BadRequestException.class);
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the line broke");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                throw new IOException("the line broke");
            }
        };
        assertThatThrownBy(() -> store.put(broken, 3)).hasRootCauseMessage("the line broke");
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void takes_no_path_for_a_digest() {
        assertThatThrownBy(() -> store.find("../../etc/passwd")).isInstanceOf(IllegalArgumentException.class);
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
