package dev.isobath.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "list", description = "List experiments, the newest first.")
final class ListCommand extends ClientCommand {

    /** The most experiments that the server gives at once. */
    static final int PAGE = 500;

    private static final int DEFAULT_LIMIT = 50;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILTER",
            description = "A filter, such as 'kind = mod and val_loss < 1.6'; docs/filter.md has the language.")
    private String filter = "";

    @Option(
            names = "--sort",
            paramLabel = "FIELD",
            description = "The field to sort by, with - before it for the largest first, such as --sort=-createdAt.")
    private String sort = "";

    @Option(
            names = "--columns",
            split = ",",
            paramLabel = "FIELD",
            description = "More fields and metrics to show, such as capacity,val_loss.best.")
    private List<String> columns = new ArrayList<>();

    @Option(names = "--limit", paramLabel = "N", description = "The most experiments to list, 50 unless it is given.")
    private int limit = DEFAULT_LIMIT;

    ListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(ServerClient server) {
        if (limit < 1) {
            throw new UnusableException("--limit must be at least 1");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("filter", filter);
        parameters.put("sort", sort);
        parameters.put("columns", String.join(",", columns));
        List<JsonNode> experiments = new ArrayList<>();
        long total;
        String cursor;
        do {
            parameters.put("limit", String.valueOf(Math.min(PAGE, limit - experiments.size())));
            JsonNode page = server.get(ServerClient.withQuery(server.inProject("experiments"), parameters));
            experiments.addAll(withValues(page));
            total = page.path("total").asLong();
            cursor = page.path("nextCursor").asString("");
            parameters.put("cursor", cursor);
        } while (!cursor.isEmpty() && experiments.size() < limit);
        print(experiments, total);
        return Exit.DONE;
    }

    /** Returns the experiments of a page, each with its columns under {@code values}. */
    static List<JsonNode> withValues(JsonNode page) {
        List<JsonNode> experiments = new ArrayList<>();
        for (int i = 0; i < page.path("experiments").size(); i++) {
            ObjectNode experiment = page.path("experiments").path(i).asObject();
            experiment.set("values", page.path("values").path(i));
            experiments.add(experiment);
        }
        return experiments;
    }

    private void print(List<JsonNode> experiments, long total) {
        if (json()) {
            Show.json(surroundings().out(), JsonNodeFactory.instance.arrayNode().addAll(experiments));
            return;
        }
        if (experiments.isEmpty()) {
            note("No experiment matches.");
            return;
        }
        List<String> heads = new ArrayList<>(
                List.of("ID", "NAME", "KIND", "STATE", "DONE", "TRAIN LOSS", "VAL LOSS", "CREATED (UTC)"));
        heads.addAll(columns);
        TextTable table = new TextTable(heads);
        for (JsonNode experiment : experiments) {
            List<String> cells = new ArrayList<>(List.of(
                    Show.shortId(experiment),
                    experiment.path("name").asString(),
                    experiment.path("kind").asString(),
                    experiment.path("state").asString(),
                    Show.progress(experiment),
                    Show.value(experiment.path("trainLoss")),
                    Show.value(experiment.path("valLoss")),
                    Show.time(experiment.path("createdAt"))));
            columns.forEach(
                    column -> cells.add(Show.value(experiment.path("values").path(column))));
            table.add(cells);
        }
        table.print(surroundings().out());
        if (experiments.size() < total) {
            note(experiments.size() + " of " + total + " experiments; --limit shows more.");
        }
    }
}
