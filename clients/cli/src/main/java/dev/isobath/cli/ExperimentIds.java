package dev.isobath.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Finds experiments by their ids, or by the last nine digits of them, which lists show. */
final class ExperimentIds {

    /** The number of digits of a short id. */
    static final int SHORT = 9;

    private static final Pattern FULL = Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern LAST = Pattern.compile("(?i)[0-9a-f]{9}");

    private final ServerClient server;

    ExperimentIds(ServerClient server) {
        this.server = server;
    }

    /** Returns the full id of one experiment. */
    String full(String given) {
        return FULL.matcher(given).matches()
                ? given
                : find(List.of(given), "").getFirst().path("id").asString();
    }

    /**
     * Returns experiments in the order in which they are given.
     *
     * @param columns the fields that each of them has under {@code values}, separated by commas
     */
    List<JsonNode> find(List<String> given, String columns) {
        for (String id : given) {
            if (!FULL.matcher(id).matches() && !LAST.matcher(id).matches()) {
                throw new UnusableException(
                        "'" + id
                                + "' is not the id of an experiment; use a whole id, or its last nine digits as list shows them");
            }
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("ids", String.join(",", given));
        parameters.put("columns", columns);
        parameters.put("limit", String.valueOf(ListCommand.PAGE));
        JsonNode page = server.get(ServerClient.withQuery(server.inProject("experiments"), parameters));
        List<JsonNode> found = ListCommand.withValues(page);
        List<JsonNode> ordered = new ArrayList<>();
        for (String id : given) {
            List<JsonNode> meant = found.stream()
                    .filter(each -> each.path("id").asString().endsWith(id.toLowerCase(Locale.ROOT)))
                    .toList();
            if (meant.size() != 1) {
                throw new UnusableException(
                        meant.isEmpty()
                                ? "there is no experiment " + id + " in this project"
                                : "several experiments end with " + id + "; use a whole id");
            }
            ordered.add(meant.getFirst());
        }
        return ordered;
    }
}
