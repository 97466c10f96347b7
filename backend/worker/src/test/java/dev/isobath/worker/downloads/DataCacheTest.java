package dev.isobath.worker.downloads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.protocol.Lease;
import dev.isobath.worker.Specs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCacheTest {

    @TempDir
    Path folder;

    private long age;

    private static String digest(char letter) {
        return String.valueOf(letter).repeat(64);
    }

    /** Puts a file. A file that is put earlier is older. */
    private void put(String name, int bytes) throws IOException {
        Path file = Files.write(folder.resolve(name), new byte[bytes]);
        Files.setLastModifiedTime(file, FileTime.fromMillis(++age));
    }

    private static Lease lease(char corpus, long bytes) {
        return new Lease(
                UUID.randomUUID(),
                UUID.randomUUID(),
                1,
                "token",
                Specs.tiny("x", 1),
                1,
                new Lease.Blob(UUID.randomUUID(), bytes, digest(corpus)),
                null,
                4,
                1,
                null,
                null);
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void the_least_recently_used_go_until_the_missing_fit() throws IOException {
        put(digest('a'), 100);
        put(digest('b'), 100);
        put(digest('a') + ".0123456789abcdef.tokens", 100);
        DataCache cache = new DataCache(folder, 350);
        try (DataCache.Use use = cache.use(lease('c', 150))) {
            use.makeRoom();

            assertThat(kept()).containsExactly(digest('a') + ".0123456789abcdef.tokens", digest('b'));
        }
    }

    @Test
    void what_an_attempt_uses_stays_with_its_token_files_whatever_the_limit() throws IOException {
        put(digest('a'), 100);
        put(digest('a') + ".0123456789abcdef.tokens", 100);
        put(digest('b'), 100);
        DataCache cache = new DataCache(folder, 50);
        DataCache.Use first = cache.use(lease('a', 100));
        DataCache.Use second = cache.use(lease('a', 100));
        second.makeRoom();
        assertThat(kept()).containsExactly(digest('a'), digest('a') + ".0123456789abcdef.tokens");

        second.close();
        assertThat(kept()).hasSize(2);
        first.close();
        assertThat(kept()).isEmpty();
    }

    @Test
    void what_is_used_becomes_the_most_recently_used() throws IOException {
        put(digest('a'), 100);
        put(digest('b'), 100);
        DataCache cache = new DataCache(folder, 200);
        try (DataCache.Use use = cache.use(lease('a', 100))) {
            use.touch();
        }
        try (DataCache.Use use = cache.use(lease('c', 100))) {
            use.makeRoom();
        }
        assertThat(kept()).containsExactly(digest('a'));
    }
}
