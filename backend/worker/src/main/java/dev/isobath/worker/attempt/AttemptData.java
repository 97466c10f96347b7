package dev.isobath.worker.attempt;

import dev.isobath.training.data.CorpusFiles;
import dev.isobath.training.data.CorpusFiles.Content;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files that an attempt learns from, as the node passes them to the attempt's process. Each file is named by its digest. */
record AttemptData(
        Path corpus, @Nullable Path documents, @Nullable Path tokenizer) {

    private static final String NONE = "-";

    List<String> arguments() {
        return List.of(argument(corpus), argument(documents), argument(tokenizer));
    }

    private static String argument(@Nullable Path file) {
        return file == null ? NONE : file.toAbsolutePath().toString();
    }

    /** Reads the three arguments. Token files are written beside the corpus. */
    static CorpusFiles read(List<String> arguments) {
        Path corpus = Path.of(arguments.get(0));
        return new CorpusFiles(
                Content.namedByDigest(corpus),
                content(arguments.get(1)),
                content(arguments.get(2)),
                corpus.resolveSibling(""));
    }

    private static @Nullable Content content(String argument) {
        return argument.equals(NONE) ? null : Content.namedByDigest(Path.of(argument));
    }
}
