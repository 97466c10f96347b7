package dev.isobath.cli;

import dev.isobath.spec.SpecText;
import dev.isobath.spec.UnreadableSpec;
import dev.isobath.spec.text.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file {@code isobath.yaml} of a repository, in the working folder or the nearest folder above it. It cannot name a token: the file
 * comes with a clone, and whoever wrote it must not choose which of the user's files is sent where.
 *
 * @param server the address of the team's server
 * @param project the name of the project
 * @param defaults what the specs of the repository have in common: fields that a submitted file need not repeat
 */
record RepositorySettings(Optional<String> server, Optional<String> project, ObjectNode defaults) {

    static final String FILE = "isobath.yaml";

    private static final List<String> FIELDS = List.of("server", "project", "defaults");

    static RepositorySettings find(Path folder) {
        for (Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
            Path file = at.resolve(FILE);
            if (Files.isRegularFile(file)) {
                return read(file);
            }
        }
        return new RepositorySettings(Optional.empty(), Optional.empty(), JsonNodeFactory.instance.objectNode());
    }

    private static RepositorySettings read(Path file) {
        JsonNode settings;
        try {
            settings = SpecText.yaml(Files.readAllBytes(file));
        } catch (UnreadableSpec | IOException e) {
            throw new UnusableException(file + ": " + e.getMessage());
        }
        if (!settings.isObject()) {
            throw new UnusableException(file + ": must have fields, such as server: https://isobath.example.org");
        }
        for (String field : settings.propertyNames()) {
            if (!FIELDS.contains(field)) {
                throw new UnusableException(
                        file + ": '" + field + "' is not a setting" + NearestName.hint(field, FIELDS));
            }
        }
        JsonNode defaults = settings.path("defaults");
        if (!defaults.isMissingNode() && !defaults.isObject()) {
            throw new UnusableException(file + ": defaults must be an object with fields of a spec");
        }
        return new RepositorySettings(
                text(file, settings, "server"),
                text(file, settings, "project"),
                defaults.isObject() ? defaults.asObject() : JsonNodeFactory.instance.objectNode());
    }

    private static Optional<String> text(Path file, JsonNode settings, String field) {
        JsonNode value = settings.path(field);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isString() || value.asString().isBlank()) {
            throw new UnusableException(file + ": " + field + " must be a text");
        }
        return Optional.of(value.asString());
    }
}
