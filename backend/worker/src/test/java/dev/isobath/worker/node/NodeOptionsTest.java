package dev.isobath.worker.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobath.worker.node.NodeOptions.WrongUsage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeOptionsTest {

    private static final Map<String, String> TOKEN = Map.of("ISOBATH_WORKER_TOKEN", "from-environment");

    @Test
    void little_has_to_be_said() throws WrongUsage {
        NodeOptions options = NodeOptions.parse(new String[] {"--server", "http://localhost:8080/"}, TOKEN);

        assertThat(options.server()).isEqualTo(URI.create("http://localhost:8080"));
        assertThat(options.token()).isEqualTo("from-environment");
        assertThat(options.slots()).isEqualTo(1);
        assertThat(options.name()).isNotBlank();
        assertThat(options.home()).isEqualTo(Path.of(System.getProperty("user.home"), ".isobath", "worker-node"));
    }

    @Test
    void everything_can_be_said(@TempDir Path folder) throws WrongUsage, IOException {
        Path file = Files.writeString(folder.resolve("token"), "from-file\n");
        String[] arguments = {
            "--server", "https://isobath.example.org/base",
            "--token-file", file.toString(),
            "--name", "big-machine",
            "--home", folder.toString(),
            "--slots", "4",
            "--labels", "cpu,large",
            "--cache-bytes", "5000000000",
            "--java-option", "-Xmx4g",
            "--drain", "60",
            "--until", "input-closes"
        };

        NodeOptions options = NodeOptions.parse(arguments, TOKEN);

        assertThat(options.token()).isEqualTo("from-file");
        assertThat(options.labels()).containsExactly("cpu", "large");
        assertThat(options.javaOptions()).containsExactly("-Xmx4g");
        assertThat(options.cacheBytes()).isEqualTo(5_000_000_000L);
        assertThat(options.slots()).isEqualTo(4);
        assertThat(options.drain()).hasSeconds(60);
        assertThat(options.until()).isEqualTo(NodeOptions.Until.INPUT_CLOSES);
    }

    @ParameterizedTest
    @CsvSource({
        "--server localhost:8080, --server needs an address",
        "--server http://a --slots 0, --slots needs a number from 1 to 64",
        "--server http://a --slots many, --slots needs a number from 1 to 64",
        "--server http://a --token-file /does/not/exist, cannot read the token file",
        "--server http://a --nonsense 1, unknown option --nonsense",
        "--server, --server is unknown or its value is missing",
        "--server http://a --until tomorrow, '--until needs signal, input-closes or attempt-ends'",
        "--server http://a --until attempt-ends --slots 2, a node until attempt-ends has one slot",
        "--name x, --server is missing"
    })
    void wrong_usage_says_what_is_wrong(String arguments, String complaint) {
        assertThatThrownBy(() -> NodeOptions.parse(arguments.split(" "), TOKEN))
                .isInstanceOf(WrongUsage.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void a_folder_that_java_could_not_decode_is_refused() {
        String[] arguments = {"--server", "http://a", "--home", "/nodes/\uFFFD\uFFFD"};

        assertThatThrownBy(() -> NodeOptions.parse(arguments, TOKEN))
                .isInstanceOf(WrongUsage.class)
                .hasMessageContaining("LC_ALL=C.UTF-8");
    }

    @Test
    void a_node_without_a_token_is_not_started() {
        assertThatThrownBy(() -> NodeOptions.parse(new String[] {"--server", "http://a"}, Map.of()))
                .isInstanceOf(WrongUsage.class)
                .hasMessageContaining("no token");
    }

    @Test
    void a_token_file_with_more_than_a_token_is_refused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "two words");

        assertThatThrownBy(() -> NodeOptions.parse(
                        new String[] {"--server", "http://a", "--token-file", file.toString()}, Map.of()))
                .isInstanceOf(WrongUsage.class)
                .hasMessageContaining("right file");
    }
}
