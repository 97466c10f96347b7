package dev.isobath.training.bench;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Precision;
import dev.isobath.spec.Routing;
import dev.isobath.spec.SpecReader;
import dev.isobath.training.sampling.SamplingSteps;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The command {@code ./isobath bench sampling}. It measures the tokens drawn per second from the baseline and from
 * Mixture-of-Depths at the same depth and width. The contenders take turns.
 */
final class SamplingCommand {

    private static final String USAGE = """
            Usage: ./isobath bench sampling [--quick] [--width N] [--rounds N]

              --width N    of the models, 8 blocks each (default: 512)
              --rounds N   turns of each contender (default: 9)
              --quick      one tiny model, to see that it works; the numbers mean nothing
            """;

    private static final JsonMapper JSON = new JsonMapper();
    private static final int HEAD_WIDTH = 64;
    private static final int MOST = 4096;

    /** The number of prompt tokens before those that are drawn. */
    private static final int PROMPT = 1;

    private record Sizes(int width, int layers, int tokens, int rounds, List<Integer> batches) {}

    private record Model(String name, ExperimentSpec spec) {}

    private SamplingCommand() {}

    public static void main(String[] arguments) {
        System.exit(run(Arrays.asList(arguments), System.out, System.err));
    }

    /** Returns the exit code: 0, or 2 when the options are wrong. */
    static int run(List<String> arguments, PrintStream out, PrintStream log) {
        if (arguments.contains("--help")) {
            out.print(USAGE);
            return 0;
        }
        Sizes sizes;
        try {
            sizes = sizes(arguments);
        } catch (BenchOptions.WrongUsage wrong) {
            log.println("isobath: " + wrong.getMessage() + "; see ./isobath bench sampling --help");
            return 2;
        }
        Table table = new Table("precision", "model", "texts", "tokens/s", "blocks a token", "of baseline");
        for (Precision precision : Precision.values()) {
            log.println("width " + sizes.width() + ", " + precision.text());
            measure(sizes, precision, table);
        }
        out.print(table);
        return 0;
    }

    private static Sizes sizes(List<String> arguments) throws BenchOptions.WrongUsage {
        Sizes sizes = arguments.contains("--quick")
                ? new Sizes(HEAD_WIDTH, 2, 16, 1, List.of(1, 2))
                : new Sizes(512, 8, 512, 9, List.of(1, 8));
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--quick" -> {}
                case "--width" ->
                    sizes = new Sizes(number(arguments, ++i), sizes.layers, sizes.tokens, sizes.rounds, sizes.batches);
                case "--rounds" ->
                    sizes = new Sizes(sizes.width, sizes.layers, sizes.tokens, number(arguments, ++i), sizes.batches);
                default -> throw new BenchOptions.WrongUsage("bench sampling does not know '" + arguments.get(i) + "'");
            }
        }
        return sizes;
    }

    private static int number(List<String> arguments, int at) throws BenchOptions.WrongUsage {
        String value = at < arguments.size() ? arguments.get(at) : "";
        if (!value.matches("\\d{1,4}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > MOST) {
            throw new BenchOptions.WrongUsage(arguments.get(at - 1) + " needs a number from 1 to " + MOST);
        }
        return Integer.parseInt(value);
    }

    private static void measure(Sizes sizes, Precision precision, Table table) {
        List<Model> models = new ArrayList<>();
        models.add(new Model("baseline", spec(sizes, precision, null)));
        for (Routing.CausalMethod causal : List.of(Routing.CausalMethod.PREDICTOR, Routing.CausalMethod.AUXILIARY)) {
            models.add(new Model("mod 12.5 %, " + causal.text(), spec(sizes, precision, causal)));
        }
        List<SamplingSteps> contenders = new ArrayList<>();
        try {
            models.forEach(model -> contenders.add(new SamplingSteps(model.spec())));
            for (int batch : sizes.batches()) {
                List<List<SamplingSteps.Run>> runs = race(sizes, contenders, batch);
                for (int i = 0; i < models.size(); i++) {
                    List<Double> speeds = speeds(runs.get(i));
                    table.add(
                            precision.text(),
                            models.get(i).name(),
                            Integer.toString(batch),
                            String.format(
                                    Locale.ROOT,
                                    "%.0f",
                                    Ratio.of(speeds, ones(speeds)).median()),
                            String.format(
                                    Locale.ROOT,
                                    "%.2f",
                                    runs.get(i).stream()
                                            .mapToDouble(SamplingSteps.Run::depth)
                                            .average()
                                            .orElseThrow()),
                            Ratio.of(speeds, speeds(runs.getFirst())).toString());
                }
            }
        } finally {
            contenders.forEach(SamplingSteps::close);
        }
    }

    private static List<List<SamplingSteps.Run>> race(Sizes sizes, List<SamplingSteps> contenders, int batch) {
        List<List<SamplingSteps.Run>> runs = new ArrayList<>();
        for (SamplingSteps contender : contenders) {
            contender.run(batch, Math.min(sizes.tokens(), 32), 0);
            runs.add(new ArrayList<>());
        }
        for (int round = 0; round < sizes.rounds(); round++) {
            for (int i = 0; i < contenders.size(); i++) {
                // The order is reversed in every other round, so that other load on the machine affects all contenders
                // alike.
                int turn = round % 2 == 0 ? i : contenders.size() - 1 - i;
                runs.get(turn).add(contenders.get(turn).run(batch, sizes.tokens(), round));
            }
        }
        return runs;
    }

    private static List<Double> speeds(List<SamplingSteps.Run> runs) {
        return runs.stream().map(SamplingSteps.Run::tokensPerSecond).toList();
    }

    private static List<Double> ones(List<Double> like) {
        return like.stream().map(any -> 1.0).toList();
    }

    private static ExperimentSpec spec(Sizes sizes, Precision precision, Routing.@Nullable CausalMethod causal) {
        ObjectNode spec = JSON.createObjectNode().put("name", "benchmark");
        ObjectNode architecture = spec.putObject("architecture")
                .put("kind", causal == null ? "baseline" : "mod")
                .put("layers", sizes.layers())
                .put("width", sizes.width())
                .put("heads", Math.max(1, sizes.width() / HEAD_WIDTH));
        if (causal != null) {
            architecture.put("capacity", Workload.CAPACITY).put("routeEvery", 2).put("causal", causal.text());
        }
        spec.putObject("data").put("corpus", "none").put("sequenceLength", PROMPT + sizes.tokens());
        ObjectNode training = spec.putObject("training").put("batch", 1).put("precision", precision.text());
        training.putObject("budget").put("steps", 1);
        return SpecReader.read(spec);
    }
}
