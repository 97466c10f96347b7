package dev.isobath.training.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.isobath.spec.Kind;
import dev.isobath.spec.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The peer with shell scripts in place of Python, which need not be installed. */
class PeerTest {

    private static final Workload COURSE = new Workload(2, 64, 64, Precision.F32, 256, Workload.Device.CPU);

    @TempDir
    private Path folder;

    @Test
    void it_is_asked_for_steps_and_answers_with_their_times() throws IOException {
        PyTorch python = python("""
                echo '{"ready": {}}'
                read word steps
                echo "{\\"steps\\": $steps, \\"seconds\\": 1.5, \\"forward\\": 0.25, \\"backward\\": 0.125, \\"optimiser\\": 0.0625, \\"peakRssBytes\\": 99}"
                """);

        try (Peer peer = Peer.start(python, Kind.MOD, COURSE, false, 1)) {
            assertThat(peer.run(3)).isEqualTo(new Times(3, 1.5, new Times.Split(0.25, 0.125, 0.0625), Double.NaN, 99));
        }
    }

    @Test
    void it_is_told_the_sizes_of_the_course() throws IOException {
        PyTorch python = python("read line; echo \"{\\\"error\\\": \\\"$*\\\"}\"");

        try (Peer peer = Peer.start(python, Kind.MOD, COURSE, true, 3)) {
            assertThatExceptionOfType(ContenderFailed.class)
                    .isThrownBy(() -> peer.run(1))
                    .withMessageContaining("--kind mod --width 64 --layers 2 --heads 1 --sequence 64 --batch 4")
                    .withMessageContaining("--precision f32 --threads 3 --device cpu")
                    .withMessageContaining("--compile");
        }
    }

    @Test
    void why_it_ended_is_the_last_error_it_wrote() throws IOException {
        PyTorch python = python("""
                echo 'Traceback' >&2
                echo 'RuntimeError: out of luck' >&2
                echo 'set this and that to learn more' >&2
                """);

        try (Peer peer = Peer.start(python, Kind.MOD, COURSE, false, 1)) {
            assertThatExceptionOfType(ContenderFailed.class)
                    .isThrownBy(() -> peer.run(1))
                    .withMessage("RuntimeError: out of luck");
        }
    }

    @Test
    void a_machine_without_python_or_without_pytorch_is_no_error_of_ours() throws IOException {
        String absent = folder.resolve("absent").toString();
        String bare = python("exit 1").python();

        assertThatExceptionOfType(ContenderFailed.class)
                .isThrownBy(() -> PyTorch.find(Map.of(PyTorch.PYTHON, absent)))
                .withMessage("no " + absent + " here; ISOBATH_PYTHON names another");
        assertThatExceptionOfType(ContenderFailed.class)
                .isThrownBy(() -> PyTorch.find(Map.of(PyTorch.PYTHON, bare)))
                .withMessage(bare + " has no module torch (pip install torch)");
    }

    @Test
    void a_compiler_is_one_on_the_path_or_one_that_is_named() throws IOException {
        Path compiler = Files.createFile(folder.resolve("g++"));

        assertThat(PyTorch.compiles(Map.of("PATH", folder.toString()))).isFalse();
        assertThat(compiler.toFile().setExecutable(true)).isTrue();
        assertThat(PyTorch.compiles(Map.of("PATH", "/nowhere:" + folder))).isTrue();
        assertThat(PyTorch.compiles(Map.of("CXX", "clang++"))).isTrue();
        assertThat(PyTorch.compiles(Map.of())).isFalse();
    }

    private PyTorch python(String script) throws IOException {
        Path python = Files.writeString(folder.resolve("python"), "#!/bin/sh\n" + script);
        assertThat(python.toFile().setExecutable(true)).isTrue();
        return new PyTorch(python.toString(), "2", folder.resolve("peer.py"));
    }
}
