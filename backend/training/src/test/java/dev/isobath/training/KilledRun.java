package dev.isobath.training;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.protocol.StepReport;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A process that trains some specs at once and is made to be killed. Each run starts from its newest checkpoint and takes a
 * checkpoint after every step. The arguments are {@code FOLDER TEXT}. The folder has a folder for each spec, with a {@code
 * spec.yaml}. If the run is to hang until it is killed, the file {@code hang} has the step after which it hangs.
 *
 * <p>It prints a line for each step with the folder, the number of the step and the bits of its numbers. It also prints {@code
 * hangs} or {@code finished}.
 */
final class KilledRun implements TrainingListener {

    /** Parts of the names of metrics that depend on the speed and memory of the machine. */
    private static final List<String> OF_THE_MACHINE = List.of("second", "matmul", "memory");

    private final String name;
    private final long hangAfter;

    private KilledRun(String name, long hangAfter) {
        this.name = name;
        this.hangAfter = hangAfter;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path text = Path.of(arguments[1]);
        List<Thread> threads = new ArrayList<>();
        AtomicBoolean failed = new AtomicBoolean();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of(arguments[0]), Files::isDirectory)) {
            for (Path folder : folders) {
                threads.add(Thread.ofPlatform().start(() -> {
                    try {
                        train(folder, text);
                    } catch (IOException | RuntimeException e) {
                        e.printStackTrace();
                        failed.set(true);
                    }
                }));
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.exit(failed.get() ? 1 : 0);
    }

    private static void train(Path folder, Path text) throws IOException {
        ExperimentSpec spec = Specs.yaml(Files.readString(folder.resolve("spec.yaml")));
        Path hang = folder.resolve("hang");
        long hangAfter = Files.exists(hang) ? Long.parseLong(Files.readString(hang)) : Long.MAX_VALUE;
        String name = folder.getFileName().toString();
        KilledRun run = new KilledRun(name, hangAfter);
        Training.run(spec, text, newest(folder), folder, run, Duration.ZERO);
        say(name + " finished");
    }

    static @Nullable Path newest(Path folder) throws IOException {
        TreeMap<String, Path> files = new TreeMap<>();
        try (DirectoryStream<Path> checkpoints = Files.newDirectoryStream(folder, "step-*.safetensors")) {
            checkpoints.forEach(file -> files.put(file.getFileName().toString(), file));
        }
        return files.isEmpty() ? null : files.lastEntry().getValue();
    }

    private static void say(String line) {
        synchronized (System.out) {
            System.out.println(line);
            System.out.flush();
        }
    }

    @Override
    public Signal next() {
        return Signal.CONTINUE;
    }

    @Override
    public void stepped(StepReport report) {
        StringBuilder line = new StringBuilder(name + " " + report.step());
        new TreeMap<>(report.metrics()).forEach((metric, value) -> {
            if (OF_THE_MACHINE.stream().noneMatch(metric::contains)) {
                line.append(' ').append(metric).append('=').append(Double.toHexString(value));
            }
        });
        say(line.toString());
        if (report.step() == hangAfter) {
            say(name + " hangs");
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void checkpointed(long step, Path file) {}
}
