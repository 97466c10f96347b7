package dev.isobath.server.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * One operation of the API as its description has it.
 *
 * @param method in capitals
 * @param path with parameters in braces
 * @param query names of the parameters of the query
 * @param contentTypes the types of its body; empty when it has none
 * @param body the schema of its body
 */
record ApiOperation(String method, String path, List<String> query, List<String> contentTypes, JsonNode body) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Returns all operations of a description, and those of worker nodes, which the description leaves out. */
    static List<ApiOperation> all(JsonNode description) {
        List<ApiOperation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                JsonNode content = operation.getValue().at("/requestBody/content");
                operations.add(new ApiOperation(
                        operation.getKey().toUpperCase(java.util.Locale.ROOT),
                        path.getKey(),
                        operation
                                .getValue()
                                .path("parameters")
                                .valueStream()
                                .filter(parameter ->
                                        parameter.path("in").asString().equals("query"))
                                .map(parameter -> parameter.path("name").asString())
                                .toList(),
                        List.copyOf(content.propertyNames()),
                        content.valueStream()
                                .findFirst()
                                .map(type -> type.path("schema"))
                                .orElse(MissingNode.getInstance())));
            }
        }
        operations.addAll(ofWorkerNodes());
        return operations;
    }

    private static List<ApiOperation> ofWorkerNodes() {
        String attempt = "/api/worker/attempts/{attempt}";
        return List.of(
                worker(
                        "/api/worker/lease",
                        "{'node': 'n', 'labels': ['cpu'], 'waitSeconds': 0, 'description': {'hostname': 'h', 'slots': 1,"
                                + " 'cores': 2, 'memoryBytes': 0, 'device': 'cpu', 'version': '0.1.0'}}"),
                worker(attempt + "/heartbeat", "{'step': 1}"),
                worker(
                        attempt + "/reports",
                        "{'sequence': 1, 'log': ['a line'], 'steps': [{'step': 1, 'tokens': 16.0, 'flops': 100.0,"
                                + " 'seconds': 0.5, 'metrics': {'train_loss': 1.5}}]}"),
                worker(attempt + "/finish", "{'outcome': 'LOST', 'step': 1, 'reason': 'why', 'log': ['a line']}"),
                new ApiOperation(
                        "PUT",
                        attempt + "/checkpoints/{step}",
                        List.of(),
                        List.of("application/octet-stream"),
                        MissingNode.getInstance()),
                worker("/api/worker/questions/lease", "{'node': 'n', 'waitSeconds': 0}"),
                worker("/api/worker/questions/{id}/heartbeat", "{}"),
                worker("/api/worker/questions/{id}/answer", "{'kind': 'failed', 'reason': 'why'}"));
    }

    private static ApiOperation worker(String path, String example) {
        JsonNode schema = JSON.createObjectNode().set("example", JSON.readTree(example.replace('\'', '"')));
        return new ApiOperation("POST", path, List.of(), List.of("application/json"), schema);
    }
}
