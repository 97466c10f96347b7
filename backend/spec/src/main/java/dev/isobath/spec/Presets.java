package dev.isobath.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Specs that are ready to queue, one for each family, all at one FLOP budget. */
public final class Presets {

    private static final YAMLMapper YAML = new YAMLMapper();

    private Presets() {}

    /** The family's member of the small comparison, on {@code corpus}. */
    public static ExperimentSpec comparison(Kind kind, String corpus) {
        String resource = "/presets/" + kind.text() + ".yaml";
        try (InputStream in = Presets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no preset " + resource);
            }
            ObjectNode tree = (ObjectNode) YAML.readTree(in);
            tree.withObject("/data").put("corpus", corpus);
            return SpecReader.read(tree);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
