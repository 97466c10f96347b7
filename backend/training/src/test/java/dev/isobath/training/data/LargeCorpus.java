package dev.isobath.training.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tokenises 100 MB of text in a process that a test gives less memory than that. */
final class LargeCorpus {

    private static final int DOCUMENTS = 4;
    private static final int LINES = 1_000_000;
    private static final byte[] LINE = "the tide turns at night.\n".getBytes(StandardCharsets.US_ASCII);

    private LargeCorpus() {}

    /** Argument: a folder to work in. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Path text = folder.resolve("text");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(text))) {
            for (int line = 0; line < DOCUMENTS * LINES; line++) {
                out.write(LINE);
            }
        }
        long each = (long) LINES * LINE.length;
        Path index = Files.writeString(folder.resolve("documents"), (each + "\tpart\n").repeat(DOCUMENTS));
        CorpusFiles files = new CorpusFiles(CorpusFiles.Content.of(text), CorpusFiles.Content.of(index), null, folder);
        Corpus corpus = Corpus.open(files, Shelf.spec("bytes", 256, 0.25), () -> false, _ -> {})
                .orElseThrow();
        if (corpus.trainingTokens() == 3 * each + 3 && corpus.heldOutTokens() == each + 1) {
            System.out.println("all " + DOCUMENTS * each + " bytes are tokens");
        }
    }
}
