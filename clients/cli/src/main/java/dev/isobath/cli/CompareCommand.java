package dev.isobath.cli;

import dev.isobath.spec.FlatSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "compare",
        description =
                "Compare experiments: the fields of their specs that differ, and the last and best values of metrics.")
final class CompareCommand extends ClientCommand {

    private static final String BEST = ".best";

    @Parameters(
            arity = "1..*",
            paramLabel = "ID",
            description = "Experiments, by their ids or the last nine digits of them.")
    private List<String> ids = new ArrayList<>();

    @Option(
            names = "--metrics",
            split = ",",
            paramLabel = "METRIC",
            description =
                    "The metrics, train_loss,val_loss unless it is given. Their last value is shown, and the best where there is one.")
    private List<String> metrics = List.of("train_loss", "val_loss");

    CompareCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(ServerClient server) {
        if (ids.size() < 2) {
            throw new UnusableException("compare needs the ids of at least two experiments");
        }
        List<String> values = values(server.get(server.inProject("experiments/fields")));
        List<JsonNode> experiments = new ExperimentIds(server).find(ids, String.join(",", values));
        List<ObjectNode> specs = experiments.stream()
                .map(experiment -> FlatSpec.of(experiment.path("spec")))
                .toList();
        List<String> differing = differing(specs);
        if (json()) {
            Show.json(surroundings().out(), answer(experiments, specs, differing));
        } else {
            print(experiments, specs, differing, values);
        }
        return Exit.DONE;
    }

    /** Returns the columns to ask for: each metric, and its best value where the metric has one. */
    private List<String> values(JsonNode fields) {
        List<String> withBest = fields.path("metricsWithBest")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
        List<String> values = new ArrayList<>();
        for (String metric : metrics) {
            values.add(metric);
            if (withBest.contains(metric)) {
                values.add(metric + BEST);
            }
        }
        return values;
    }

    /** Returns the paths at which the specs have different values, other than their names. */
    private static List<String> differing(List<ObjectNode> specs) {
        Set<String> paths = new LinkedHashSet<>();
        specs.forEach(spec -> paths.addAll(spec.propertyNames()));
        paths.remove("name");
        return paths.stream()
                .filter(path ->
                        specs.stream().map(spec -> spec.path(path)).distinct().count() > 1)
                .toList();
    }

    private static ObjectNode answer(List<JsonNode> experiments, List<ObjectNode> specs, List<String> differing) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        var list = answer.putArray("experiments");
        for (int i = 0; i < experiments.size(); i++) {
            ObjectNode each = list.addObject();
            for (String field : List.of("id", "name", "kind", "state", "parameters", "flopsExecuted", "values")) {
                each.set(field, experiments.get(i).path(field));
            }
            ObjectNode fields = each.putObject("differing");
            for (String path : differing) {
                JsonNode value = specs.get(i).path(path);
                fields.set(path, value.isMissingNode() ? JsonNodeFactory.instance.nullNode() : value);
            }
        }
        return answer;
    }

    private void print(
            List<JsonNode> experiments, List<ObjectNode> specs, List<String> differing, List<String> values) {
        List<String> heads = new ArrayList<>(List.of(""));
        experiments.forEach(each -> heads.add(each.path("name").asString()));
        TextTable table = new TextTable(heads);
        row(table, "id", experiments, Show::shortId);
        row(table, "state", experiments, each -> each.path("state").asString());
        row(table, "parameters", experiments, each -> Show.value(each.path("parameters")));
        row(table, "FLOPs executed", experiments, each -> Show.value(each.path("flopsExecuted")));
        differing.forEach(path -> row(table, path, specs, each -> Show.value(each.path(path))));
        values.forEach(value -> row(
                table,
                value,
                experiments,
                each -> Show.value(each.path("values").path(value))));
        table.print(surroundings().out());
        if (differing.isEmpty()) {
            note("Their specs differ in nothing but their names.");
        }
    }

    private static <T> void row(TextTable table, String name, List<T> of, Function<T, String> cell) {
        List<String> cells = new ArrayList<>(List.of(name));
        of.forEach(each -> cells.add(cell.apply(each)));
        table.add(cells);
    }
}
