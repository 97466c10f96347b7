package dev.isobath.training.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The command {@code ./isobath bench training}. It prints the table to standard output and its progress to standard error. */
final class BenchCommand {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private BenchCommand() {}

    public static void main(String[] arguments) {
        System.exit(run(Arrays.asList(arguments), System.getenv(), System.out, System.err));
    }

    /** Returns the exit code: 0, or 1 when it failed, or 2 when the options are wrong. */
    static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream log) {
        if (arguments.contains("--help")) {
            out.print(BenchOptions.USAGE);
            return 0;
        }
        try {
            BenchOptions options = BenchOptions.parse(arguments);
            if (options.json() != null) {
                // This fails now rather than after ten minutes of measuring.
                Files.writeString(options.json(), "", StandardCharsets.UTF_8);
            }
            Report report = new Benchmark(options, environment, log, soFar -> write(soFar, options.json()))
                    .run(InstantSource.system());
            out.print(new ReportText(report));
            return 0;
        } catch (BenchOptions.WrongUsage wrong) {
            log.println("isobath: " + wrong.getMessage() + "; see ./isobath bench training --help");
            return 2;
        } catch (ContenderFailed failed) {
            log.println("isobath: " + failed.getMessage());
            return 1;
        } catch (IOException | UncheckedIOException failed) {
            log.println("isobath: cannot write " + failed.getMessage());
            return 1;
        }
    }

    private static void write(Report report, @Nullable Path file) {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(file, JSON.writeValueAsString(report) + "\n", StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
