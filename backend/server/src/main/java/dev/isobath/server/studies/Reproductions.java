package dev.isobath.server.studies;

import dev.isobath.server.studies.StudyReport.ReportCorpus;
import dev.isobath.server.studies.StudyReport.Reproduction;
import dev.isobath.spec.SpecText;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the document of a study and the calls that make the study of it again. */
@Component
class Reproductions {

    /** Every installation has a project with this name. */
    private static final String PROJECT = "default";

    private static final String CALL = "curl --fail-with-body -H \"Authorization: Bearer $TOKEN\"";

    private static final List<String> FIRST = List.of("name", "question", "design", "base", "variants");

    private final StudyCorpora corpora;

    Reproductions(StudyCorpora corpora) {
        this.corpora = corpora;
    }

    Reproduction of(StudyRow study) {
        List<ReportCorpus> texts = corpora.of(study);
        return new Reproduction(
                SpecText.toYaml(ordered(StudyDocument.grown(study))),
                command(texts, corpora.tokenizers(study)),
                texts,
                version());
    }

    /** The database keeps no order, and people read a study from its question on. */
    private static JsonNode ordered(JsonNode document) {
        ObjectNode ordered = JsonNodeFactory.instance.objectNode();
        for (String field : FIRST) {
            if (document.has(field)) {
                ordered.set(field, document.get(field));
            }
        }
        document.properties().forEach(field -> ordered.putIfAbsent(field.getKey(), field.getValue()));
        return ordered;
    }

    private static String version() {
        String version = Reproductions.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** The commands are for a shell with TOKEN, an API token, and ISOBATH, the address of the server, set. */
    static String command(List<ReportCorpus> corpora, List<String> tokenizers) {
        StringBuilder text = new StringBuilder();
        for (ReportCorpus corpus : corpora) {
            text.append("# The corpus ").append(corpus.name());
            if (corpus.bytes() == null || corpus.sha256() == null) {
                text.append(", which this installation does not have any more.\n");
            } else {
                text.append(String.format(
                                Locale.ROOT, ": %,d bytes of UTF-8 with the SHA-256 digest%n", corpus.bytes()))
                        .append("# ")
                        .append(corpus.sha256())
                        .append('\n');
            }
            upload(text, "corpora", corpus.name(), corpus.name() + ".txt");
        }
        for (String tokenizer : tokenizers) {
            text.append("# The tokenizer ").append(tokenizer).append('\n');
            upload(text, "tokenizers", tokenizer, "tokenizer.json");
        }
        text.append("# The study, and its launch with the id in the answer\n")
                .append(CALL)
                .append(
                        " -H \"Content-Type: application/yaml\" \\\n  --data-binary @study.yaml \"$ISOBATH/api/projects/")
                .append(PROJECT)
                .append("/studies\"\n")
                .append(CALL)
                .append(" -X POST \"$ISOBATH/api/studies/$ID/launch\"\n");
        return text.toString();
    }

    private static void upload(StringBuilder text, String what, String name, String file) {
        text.append(CALL)
                .append(" \\\n  --form-string name=")
                .append(quoted(name))
                .append(" -F file=")
                .append(quoted("@\"" + file.replace("\\", "\\\\").replace("\"", "\\\"") + "\""))
                .append(" \"$ISOBATH/api/projects/")
                .append(PROJECT)
                .append('/')
                .append(what)
                .append("\"\n");
    }

    /** Quotes a word such that a POSIX shell takes it as it is. */
    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
