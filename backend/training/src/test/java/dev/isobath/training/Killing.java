package dev.isobath.training;

import dev.isobath.training.engine.Bf16Products;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.Randomness;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Runs of some specs, all in one process that is killed again and again, and runs of the same specs that are never killed.
 *
 * @param folder the folder for everything
 * @param text the text to train on
 * @param specs the specs as YAML, by name
 * @param steps the number of steps of each run
 * @param threads the number of threads of the native library
 * @param bf16 how products of bfloat16 numbers are computed
 */
record Killing(Path folder, Path text, Map<String, String> specs, int steps, int threads, Bf16Products bf16) {

    /**
     * The end of a spec's runs.
     *
     * @param curve the reports of each step, in bits
     * @param arrays the weights and moments
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by the tests, array by array
    record Ending(Map<Long, String> curve, byte[] arrays) {}

    /** Returns the ends of runs that are never killed. */
    Map<String, Ending> unbroken() throws IOException {
        Path runs = prepare("unbroken");
        Map<String, Map<Long, String>> curves = curves();
        runProcess(runs, 0, curves);
        return endings(runs, curves);
    }

    /**
     * Returns the ends of runs that are killed after {@code kills} steps of each spec. The steps are random, from the seed. A
     * step that is reported twice has to have the same report both times.
     */
    Map<String, Ending> killed(int kills, long seed) throws IOException {
        Path runs = prepare("killed");
        Map<String, Map<Long, String>> curves = curves();
        Map<String, List<Integer>> when = new HashMap<>();
        for (String name : specs.keySet()) {
            TreeSet<Integer> drawn = new TreeSet<>();
            for (long draw = 0; drawn.size() < kills; draw++) {
                drawn.add(1 + (int) new Randomness(seed).below(steps - 1, name, 0, draw));
            }
            when.put(name, new ArrayList<>(drawn));
        }
        for (int kill = 0; kill < kills; kill++) {
            for (String name : specs.keySet()) {
                int step = Objects.requireNonNull(when.get(name)).get(kill);
                Files.writeString(runs.resolve(name).resolve("hang"), Integer.toString(step));
            }
            // Every other time, some runs are in the middle of a step or of writing a checkpoint.
            runProcess(runs, kill % 2 == 0 ? specs.size() : (specs.size() + 1) / 2, curves);
        }
        for (String name : specs.keySet()) {
            Files.delete(runs.resolve(name).resolve("hang"));
        }
        runProcess(runs, 0, curves);
        return endings(runs, curves);
    }

    private Path prepare(String name) throws IOException {
        Path runs = folder.resolve(name);
        for (Map.Entry<String, String> spec : specs.entrySet()) {
            Path own = Files.createDirectories(runs.resolve(spec.getKey()));
            Files.writeString(own.resolve("spec.yaml"), spec.getValue());
        }
        return runs;
    }

    private Map<String, Map<Long, String>> curves() {
        Map<String, Map<Long, String>> curves = new HashMap<>();
        specs.keySet().forEach(name -> curves.put(name, new TreeMap<>()));
        return curves;
    }

    /**
     * Starts the process and waits for its end.
     *
     * @param hanging the number of runs that have to hang before the process is killed; 0 to let it end by itself
     */
    private void runProcess(Path runs, int hanging, Map<String, Map<Long, String>> curves) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-D" + NativeEngine.THREADS + "=" + threads,
                        "-D" + Bf16Products.CHOICE + "=" + bf16.text(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledRun.class.getName(),
                        runs.toString(),
                        text.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int hang = 0;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", 3);
                if (words[1].equals("hangs")) {
                    if (++hang == hanging) {
                        process.destroyForcibly();
                        process.waitFor();
                        return;
                    }
                } else if (!words[1].equals("finished")) {
                    Map<Long, String> curve = Objects.requireNonNull(curves.get(words[0]));
                    String before = curve.put(Long.parseLong(words[1]), words[2]);
                    if (before != null && !before.equals(words[2])) {
                        throw new IllegalStateException(words[0] + " did step " + words[1] + " twice, and not alike: "
                                + before + " and " + words[2]);
                    }
                }
            }
            if (process.waitFor() != 0 || hanging > 0) {
                throw new IllegalStateException(
                        "the runs ended with " + process.exitValue() + ", " + hang + " hanging");
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    private Map<String, Ending> endings(Path runs, Map<String, Map<Long, String>> curves) throws IOException {
        Map<String, Ending> endings = new TreeMap<>();
        for (String name : specs.keySet()) {
            Path last = Objects.requireNonNull(KilledRun.newest(runs.resolve(name)));
            endings.put(name, new Ending(Objects.requireNonNull(curves.get(name)), Recorder.arrays(last)));
        }
        return endings;
    }
}
