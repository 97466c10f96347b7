package dev.isobath.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.memory.MemoryNeed;
import dev.isobath.spec.protocol.StepReport;
import dev.isobath.training.Training;
import dev.isobath.training.TrainingListener;
import dev.isobath.worker.files.Json;
import dev.isobath.worker.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the estimate of memory against the peaks of processes that train. Each spec is large in another part of the estimate. */
@EnabledOnOs(OS.LINUX)
class MemoryEstimateTest {

    private static final int WITHIN_PERCENT = 25;

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            weights     | {'kind': 'baseline', 'layers': 4, 'width': 1024, 'heads': 8} | {'sequenceLength': 32} | {'batch': 1}
            embedding   | {'kind': 'baseline', 'layers': 1, 'width': 512, 'heads': 8} | {'sequenceLength': 64, 'tokenizer': 'gpt2'} | {'batch': 1}
            scores      | {'kind': 'baseline', 'layers': 4, 'width': 64, 'heads': 4} | {'sequenceLength': 1024} | {'batch': 8}
            rows        | {'kind': 'baseline', 'layers': 4, 'width': 256, 'heads': 4} | {'sequenceLength': 128} | {'batch': 64}
            logits      | {'kind': 'baseline', 'layers': 1, 'width': 32, 'heads': 2} | {'sequenceLength': 256, 'tokenizer': 'gpt2'} | {'batch': 16}
            experts     | {'kind': 'moe', 'layers': 2, 'width': 256, 'heads': 4, 'experts': 16} | {'sequenceLength': 128} | {'batch': 32}
            routed      | {'kind': 'mod', 'layers': 6, 'width': 192, 'heads': 4} | {'sequenceLength': 512} | {'batch': 16}
            parts       | {'kind': 'baseline', 'layers': 4, 'width': 512, 'heads': 8} | {'sequenceLength': 128} | {'batch': 32, 'accumulate': 4}
            """)
    void an_estimate_is_within_a_quarter_of_the_peak(String name, String architecture, String data, String training)
            throws IOException, InterruptedException {
        String spec = """
                {"name": "%s", "seed": 3, "architecture": %s,
                 "data": {"corpus": "water", %s,
                 "training": {"budget": {"steps": 3}, "evaluateEvery": 3, "evaluationTokens": 64, %s}
                """.formatted(name, architecture, data.substring(1), training.substring(1))
                .replace('\'', '"');
        MemoryNeed need = MemoryNeed.of(SpecReader.read(Json.MAPPER.readTree(spec)));

        long peak = peak(spec);

        assertThat((double) need.hostBytes())
                .as("%s of %s", need, name)
                .isCloseTo((double) peak, Percentage.withPercentage(WITHIN_PERCENT));
    }

    /** Trains in a process with the options of the node's, and returns the most memory that it had, in bytes. */
    private long peak(String spec) throws IOException, InterruptedException {
        Path corpus = folder.resolve("corpus.txt");
        Files.writeString(corpus, "water flows along the gradient. ".repeat(20_000));
        Path output = folder.resolve("output.txt");
        Path file = Files.writeString(folder.resolve("spec.json"), spec);
        Process process = new JavaCommand(Program.class.getName(), List.of(), 2, List.of())
                .build(
                        folder.resolve("crash.log"),
                        List.of(
                                file.toString(),
                                corpus.toString(),
                                folder.resolve("checkpoints").toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(300, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output);
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        return Long.parseLong(lines.getLast());
    }

    /** Trains and prints the peak of its resident memory: VmHWM of proc(5). */
    static final class Program implements TrainingListener {

        public static void main(String[] arguments) throws IOException {
            ExperimentSpec spec = SpecReader.read(Json.MAPPER.readTree(Files.readAllBytes(Path.of(arguments[0]))));
            Training.run(spec, Path.of(arguments[1]), null, Path.of(arguments[2]), new Program());
            String kilobytes = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .findFirst()
                    .orElseThrow()
                    .replaceAll("[^0-9]", "");
            System.out.println(Long.parseLong(kilobytes) * 1024);
        }

        @Override
        public Signal next() {
            return Signal.CONTINUE;
        }

        @Override
        public void stepped(StepReport report) {}

        @Override
        public void checkpointed(long step, Path file) {}
    }
}
