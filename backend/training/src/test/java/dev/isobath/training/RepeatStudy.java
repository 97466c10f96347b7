package dev.isobath.training;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.engine.Bf16Products;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.model.Batch;
import dev.isobath.training.model.Decoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks whether the same numbers come out every time. {@code repeat [WIDTH REPEATS]} computes loss and gradients of one batch
 * again and again, and prints which gradients ever had other bits. The name of a weight stands for the function that computed its
 * gradient. {@code kill [WIDTH STEPS]} runs a larger {@link Course21ResumeTest}. {@code -Disobath.threads} sets the threads.
 */
final class RepeatStudy {

    private RepeatStudy() {}

    public static void main(String[] arguments) throws IOException {
        int width = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 256;
        int count = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100;
        if (arguments[0].equals("kill")) {
            kill(width, count);
        } else {
            repeat(width, count);
        }
    }

    private static void repeat(int width, int repeats) {
        for (String yaml : Course21ResumeTest.specs(width, 256, 8, 10).values()) {
            ExperimentSpec spec = Specs.yaml(yaml);
            NumberFormat format = NumberFormat.of(spec.training().precision());
            try (NDManager manager = NativeEngine.newManager()) {
                Decoder decoder = new Decoder(spec, manager, new Functions(manager, format));
                Batch batch = Models.batch(spec);
                Models.Learned first = Models.learn(decoder, batch, manager);
                Map<String, Integer> others = new TreeMap<>();
                for (int i = 1; i < repeats; i++) {
                    Models.Learned again = Models.learn(decoder, batch, manager);
                    if (again.loss() != first.loss()) {
                        others.merge("loss", 1, Integer::sum);
                    }
                    again.gradients().forEach((name, gradient) -> {
                        if (!Arrays.equals(gradient, first.gradient(name))) {
                            others.merge(name, 1, Integer::sum);
                        }
                    });
                }
                System.out.printf(
                        "%s %s: %d times, other bits: %s%n",
                        spec.architecture().kind(), format, repeats, others.isEmpty() ? "never" : others);
            }
        }
    }

    private static void kill(int width, int steps) throws IOException {
        Path folder = Files.createTempDirectory("isobath-kill");
        int threads = Integer.getInteger(NativeEngine.THREADS, 2);
        Killing killing = new Killing(
                folder,
                Texts.file(folder, 200_000),
                Course21ResumeTest.specs(width, 128, 4, steps),
                steps,
                threads,
                Bf16Products.inUse());
        Map<String, Killing.Ending> unbroken = killing.unbroken();
        Map<String, Killing.Ending> killed = killing.killed(5, 97);
        unbroken.forEach((name, ending) -> {
            Killing.Ending other = killed.get(name);
            boolean alike = other != null
                    && other.curve().equals(ending.curve())
                    && Arrays.equals(other.arrays(), ending.arrays());
            System.out.printf(
                    "%s, %d steps, %d threads: %s%n", name, steps, threads, alike ? "the same bytes" : "OTHER BYTES");
        });
    }
}
