package dev.isobath.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.protocol.StepReport;
import dev.isobath.training.Training;
import dev.isobath.training.TrainingListener;
import dev.isobath.worker.files.Json;
import dev.isobath.worker.process.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The memory of one step is used again by the next. Where the allocator gave it back in between, the system cleared every page
 * anew, which took half of the time of a large model's steps.
 */
@EnabledOnOs(OS.LINUX)
class KeptMemoryTest {

    /** The number of pages of 4 KB in one array of {@link Program}'s MLP. */
    private static final long PAGES = 16_384;

    @TempDir
    private Path folder;

    @Test
    void arrays_of_64_megabytes_are_not_mapped_anew_in_every_step() throws IOException, InterruptedException {
        Path corpus = Files.write(folder.resolve("corpus.txt"), Specs.CORPUS);
        Path output = folder.resolve("output.txt");
        Process process = new JavaCommand(Program.class.getName(), List.of(), 2, List.of())
                .build(folder.resolve("crash.log"), List.of(corpus.toString(), folder.toString()))
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
        // The limit is less than one of its arrays for each step, because the heap may still be finding its size.
        int steps = Program.LAST - Program.FIRST;
        assertThat(Long.parseLong(lines.getLast()))
                .as("pages mapped in %d steps", steps)
                .isLessThan(PAGES * steps);
    }

    /**
     * Trains on 65,536 tokens a step and prints the number of pages of its later steps. The array between the two products of the
     * MLP then has 64 MB.
     */
    static final class Program implements TrainingListener {

        private static final int FIRST = 5;
        private static final int LAST = 9;

        private long before;
        private long pages;

        public static void main(String[] arguments) throws IOException {
            ExperimentSpec spec = SpecReader.read(Json.MAPPER.readTree("""
                    {"name": "large arrays", "seed": 3,
                     "architecture": {"kind": "baseline", "layers": 1, "width": 64, "heads": 1},
                     "data": {"corpus": "water", "sequenceLength": 16},
                     "training": {"batch": 4096, "budget": {"steps": 10}, "evaluateEvery": 10, "evaluationTokens": 16}}
                    """));
            Program program = new Program();
            Training.run(spec, Path.of(arguments[0]), null, Path.of(arguments[1], "checkpoints"), program);
            System.out.println(program.pages);
        }

        @Override
        public Signal next() {
            return Signal.CONTINUE;
        }

        @Override
        public void stepped(StepReport report) {
            if (report.step() == FIRST) {
                before = faults();
            } else if (report.step() == LAST) {
                pages = faults() - before;
            }
        }

        @Override
        public void checkpointed(long step, Path file) {}

        /** Returns the minor faults of this process so far: the tenth field of proc(5)'s stat, the eighth after the name. */
        private static long faults() {
            try {
                String line = Files.readString(Path.of("/proc/self/stat"));
                return Long.parseLong(line.substring(line.lastIndexOf(')') + 2).split(" ", -1)[7]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
