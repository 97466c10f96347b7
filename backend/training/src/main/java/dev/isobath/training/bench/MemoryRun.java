package dev.isobath.training.bench;

import dev.isobath.spec.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Runs many steps of one model in a process of its own, with the options of this process, to see whether its memory grows. */
final class MemoryRun {

    /** The first step that is measured. By then everything that is made once has been made. */
    static final int FROM = 100;

    private static final int LOOK_EVERY = 10;
    private static final JsonMapper JSON = new JsonMapper();

    private MemoryRun() {}

    /** Runs the steps in a child process. */
    static Report.Memory start(Kind kind, Workload workload, int steps) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MemoryRun.class.getName()));
        command.addAll(List.of(kind.name(), JSON.writeValueAsString(workload), Integer.toString(steps)));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new ContenderFailed("its process ended with " + process.exitValue());
            }
            return JSON.readValue(answer, Report.Memory.class);
        } catch (IOException e) {
            throw new ContenderFailed(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContenderFailed("interrupted");
        }
    }

    /** Runs the steps. The arguments are the kind, the workload as JSON, and the number of steps. */
    public static void main(String[] arguments) {
        Thread.ofPlatform().daemon().name("input").start(MemoryRun::endWithInput);
        Kind kind = Kind.valueOf(arguments[0]);
        Workload workload = JSON.readValue(arguments[1], Workload.class);
        System.out.println(JSON.writeValueAsString(run(kind, workload, Integer.parseInt(arguments[2]))));
    }

    /** Ends the process when its standard input closes, which happens however the process that started it ends. */
    private static void endWithInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException broken) {
            System.err.println("The input broke off: " + broken.getMessage());
        }
        System.exit(1);
    }

    static Report.Memory run(Kind kind, Workload workload, int steps) {
        long early = 0;
        long most = 0;
        try (TrainingSteps training = new TrainingSteps(workload.spec(kind))) {
            for (int step = 1; step <= steps; step++) {
                training.step();
                if (step == FROM) {
                    early = Machine.residentBytes();
                }
                if (step >= FROM && step % LOOK_EVERY == 0) {
                    most = Math.max(most, Machine.residentBytes());
                }
            }
            long late = Machine.residentBytes();
            return new Report.Memory(
                    kind.text(),
                    workload.width(),
                    workload.sequence(),
                    workload.precision().text(),
                    FROM,
                    steps,
                    early,
                    late,
                    Math.max(most, late));
        }
    }
}
