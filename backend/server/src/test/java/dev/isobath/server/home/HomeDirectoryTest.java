package dev.isobath.server.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeDirectoryTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void a_path_that_java_could_not_decode_is_refused_and_no_folder_is_made() {
        Path undecoded = folder.resolve("\uFFFD\uFFFD");

        assertThatThrownBy(() -> HomeDirectory.at(undecoded.toString()))
                .isInstanceOf(UnreadableHomeException.class)
                .hasMessageContaining("LC_ALL=C.UTF-8");
        assertThat(undecoded).doesNotExist();
    }
}
