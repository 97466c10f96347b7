package dev.isobath.training.bench;

import dev.isobath.spec.Kind;
import dev.isobath.spec.Named;
import dev.isobath.spec.Precision;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The options of the benchmark.
 *
 * @param tokens the number of tokens of one step
 * @param pairs the number of turns of each contender
 * @param seconds the least time of a turn
 * @param square the rows and columns of the large matrix product
 * @param copied the number of bytes that are copied to measure the memory bandwidth
 * @param peer whether PyTorch runs too, if it is installed
 * @param compiled whether it also runs compiled
 * @param memorySteps the number of steps of a run that only watches memory, or 0 for the comparison
 * @param json the file for the numbers, or null
 */
record BenchOptions(
        List<Kind> kinds,
        List<Integer> widths,
        List<Integer> sequences,
        List<Precision> precisions,
        int layers,
        int tokens,
        int pairs,
        double seconds,
        int square,
        int copied,
        Workload.Device device,
        boolean peer,
        boolean compiled,
        int memorySteps,
        @Nullable Path json) {

    static final String USAGE = """
            Usage: ./isobath bench training [options]

              --kinds A,B        baseline, moe, mod, staged-mode, integrated-mode (default: all)
              --widths N,N       widths of the models (default: 256,512)
              --sequences N,N    tokens a sequence (default: 256,512)
              --precisions A,B   f32, bf16 (default: both)
              --layers N         blocks (default: 8)
              --tokens N         tokens a step, as many sequences as that makes (default: 4096)
              --pairs N          turns of each contender (default: 5)
              --seconds X        a turn takes at least this long (default: 1)
              --device WHAT      cpu (default) or cuda
              --no-peer          leave PyTorch out
              --no-compile       leave compiled PyTorch out
              --quick            one tiny model, to see that it works; the numbers mean nothing
              --memory [N]       watch the memory of N steps (default: 5000) instead of comparing speed
              --json FILE        write the numbers to a file too
              --help             this text

            Environment: ISOBATH_THREADS, threads of every contender; ISOBATH_PYTHON, the Python that has PyTorch.
            """;

    /** Wrong options. The message says which. */
    static final class WrongUsage extends Exception {
        WrongUsage(String message) {
            super(message);
        }
    }

    static BenchOptions parse(List<String> arguments) throws WrongUsage {
        return new Parser().read(new ArrayDeque<>(arguments));
    }

    private static final class Parser {
        private static final int MOST = 1 << 20;

        private List<Kind> kinds = List.of(Kind.values());
        private List<Integer> widths = List.of(256, 512);
        private List<Integer> sequences = List.of(256, 512);
        private List<Precision> precisions = List.of(Precision.values());
        private int layers = 8;
        private int tokens = 4096;
        private int pairs = 5;
        private double seconds = 1;
        private int square;
        private int copied = 1 << 28;
        private Workload.Device device = Workload.Device.CPU;
        private boolean peer = true;
        private boolean compiled = true;
        private int memorySteps;
        private @Nullable Path json;

        private BenchOptions read(Deque<String> arguments) throws WrongUsage {
            while (!arguments.isEmpty()) {
                take(arguments.pop(), arguments);
            }
            return new BenchOptions(
                    kinds,
                    widths,
                    sequences,
                    precisions,
                    layers,
                    tokens,
                    pairs,
                    seconds,
                    square > 0 ? square : usualSquare(),
                    copied,
                    device,
                    peer,
                    compiled,
                    memorySteps,
                    json);
        }

        private void take(String option, Deque<String> rest) throws WrongUsage {
            switch (option) {
                case "--quick" -> quick();
                case "--no-peer" -> peer = false;
                case "--no-compile" -> compiled = false;
                case "--memory" ->
                    memorySteps = startsWithDigit(rest.peek()) ? number(option, value(option, rest), 200) : 5000;
                case "--kinds" -> kinds = list(value(option, rest), text -> named(Kind.values(), text), option);
                case "--precisions" ->
                    precisions = list(value(option, rest), text -> named(Precision.values(), text), option);
                case "--widths" -> widths = numbers(option, value(option, rest));
                case "--sequences" -> sequences = numbers(option, value(option, rest));
                case "--layers" -> layers = number(option, value(option, rest), 1);
                case "--tokens" -> tokens = number(option, value(option, rest), 1);
                case "--pairs" -> pairs = number(option, value(option, rest), 1);
                case "--seconds" -> seconds = positive(option, value(option, rest));
                case "--device" -> device = device(value(option, rest));
                case "--json" -> json = Path.of(value(option, rest));
                default -> throw new WrongUsage("bench training does not know '" + option + "'");
            }
        }

        private void quick() {
            widths = List.of(32);
            sequences = List.of(32);
            layers = 2;
            tokens = 128;
            seconds = 0.02;
            square = 128;
            copied = 1 << 20;
            compiled = false;
        }

        /** Returns a size that is large enough to keep the device busy and small enough to take less than minutes. */
        private int usualSquare() {
            return switch (device) {
                case CPU -> 2048;
                case CUDA -> 8192;
            };
        }

        private static String value(String option, Deque<String> rest) throws WrongUsage {
            String value = rest.poll();
            if (value == null || value.startsWith("--")) {
                throw new WrongUsage(option + " needs a value");
            }
            return value;
        }

        private static boolean startsWithDigit(@Nullable String word) {
            return word != null && !word.isEmpty() && Character.isDigit(word.charAt(0));
        }

        private static List<Integer> numbers(String option, String value) throws WrongUsage {
            return list(
                    value, text -> text.matches("\\d{1,6}") ? positiveOrNull(Integer.parseInt(text)) : null, option);
        }

        private static @Nullable Integer positiveOrNull(int number) {
            return number > 0 ? number : null;
        }

        private static int number(String option, String value, int least) throws WrongUsage {
            if (!value.matches("\\d{1,7}") || Integer.parseInt(value) < least || Integer.parseInt(value) > MOST) {
                throw new WrongUsage("%s needs a number from %d to %d, not '%s'".formatted(option, least, MOST, value));
            }
            return Integer.parseInt(value);
        }

        private static double positive(String option, String value) throws WrongUsage {
            try {
                double number = Double.parseDouble(value);
                if (number > 0 && number <= 3600) {
                    return number;
                }
            } catch (NumberFormatException notANumber) {
                // It is reported below.
            }
            throw new WrongUsage(option + " needs seconds above 0, not '" + value + "'");
        }

        private static Workload.Device device(String value) throws WrongUsage {
            return switch (value) {
                case "cpu" -> Workload.Device.CPU;
                case "cuda" -> Workload.Device.CUDA;
                default -> throw new WrongUsage("--device needs cpu or cuda, not '" + value + "'");
            };
        }

        private static <T extends Named> @Nullable T named(T[] values, String text) {
            return Arrays.stream(values)
                    .filter(value -> value.text().equals(text))
                    .findFirst()
                    .orElse(null);
        }

        private static <T> List<T> list(String value, Function<String, @Nullable T> read, String option)
                throws WrongUsage {
            for (String part : value.split(",", -1)) {
                if (read.apply(part) == null) {
                    throw new WrongUsage("%s does not know '%s'".formatted(option, part));
                }
            }
            return Arrays.stream(value.split(",")).map(read).distinct().collect(Collectors.toUnmodifiableList());
        }
    }
}
