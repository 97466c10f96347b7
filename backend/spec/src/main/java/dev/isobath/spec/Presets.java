package dev.isobath.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Specs that are ready to queue, all with the same FLOP budget. Each family has a preset of its own name, and some families have
 * variations.
 */
public final class Presets {

    private static final List<String> NAMES = List.of(
            "baseline",
            "baseline-completep",
            "moe",
            "moe-reduced",
            "moe-token-choice",
            "mod",
            "mod-every-layer",
            "mod-token-choice",
            "mod-stochastic",
            "mod-threshold",
            "staged-mode",
            "integrated-mode",
            "integrated-controlled");

    private Presets() {}

    /** Returns the names of all presets. A family comes before its variations. */
    public static List<String> names() {
        return NAMES;
    }

    /** Returns the family's experiment of the small comparison, on {@code corpus}. */
    public static ExperimentSpec comparison(Kind kind, String corpus) {
        return named(kind.text(), corpus);
    }

    /**
     * Returns the preset of that name, on {@code corpus}.
     *
     * @throws IllegalArgumentException when no preset has that name
     */
    public static ExperimentSpec named(String name, String corpus) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("'%s' is not one of %s".formatted(name, String.join(", ", NAMES)));
        }
        String resource = "/presets/" + name + ".yaml";
        try (InputStream in = Presets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no preset " + resource);
            }
            ObjectNode tree = (ObjectNode) SpecText.yaml(in.readAllBytes());
            tree.withObject("/data").put("corpus", corpus);
            return SpecReader.read(tree);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
