package dev.isobath.analysis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The numbers that {@code src/test/golden/statistics.py} computed with SciPy. */
public final class Golden {

    private static final Map<String, double[]> NUMBERS = read();

    private Golden() {}

    /** Returns the numbers of a line. */
    public static double[] numbers(String name) {
        return Optional.ofNullable(NUMBERS.get(name))
                .orElseThrow(() -> new AssertionError("statistics.txt has no line " + name))
                .clone();
    }

    /** Returns the names of the cases under a heading, without the last part of each name. */
    public static List<String> cases(String heading) {
        return NUMBERS.keySet().stream()
                .filter(name -> name.startsWith(heading + "/"))
                .map(name -> name.substring(0, name.lastIndexOf('/')))
                .distinct()
                .sorted()
                .toList();
    }

    /** Cuts numbers into columns of equal length. */
    public static double[][] columns(double[] numbers, int columns) {
        int rows = numbers.length / columns;
        return IntStream.range(0, columns)
                .mapToObj(i -> Arrays.copyOfRange(numbers, i * rows, (i + 1) * rows))
                .toArray(double[][]::new);
    }

    private static Map<String, double[]> read() {
        try {
            return Files.readAllLines(Path.of("src/test/golden/statistics.txt")).stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(": ", 2))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> Arrays.stream(parts[1].split(" "))
                            .mapToDouble(Double::parseDouble)
                            .toArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
