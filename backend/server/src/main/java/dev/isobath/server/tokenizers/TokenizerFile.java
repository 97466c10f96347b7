package dev.isobath.server.tokenizers;

import dev.isobath.server.problems.BadRequestException;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;

/**
 * The properties of a {@code tokenizer.json} of Hugging Face's library. The server does not run the tokenizer. It checks the
 * tables of the file as the library does, so that a bad file is refused when it is uploaded and not when an experiment starts.
 *
 * @param model the algorithm
 * @param vocabulary one more than the largest token number
 */
record TokenizerFile(String model, int vocabulary) {

    static final int MAX_TOKENS = 1 << 20;

    /** The content of a file, which is read once or twice. */
    interface Content {
        InputStream open() throws IOException;
    }

    /**
     * Reads and checks a file. The file is read as a stream: the memory that this takes does not grow with the parts of the file that
     * are not tables of tokens.
     *
     * @param pointer the JSON pointer of the file in the request
     * @throws BadRequestException when the file is not a valid tokenizer
     */
    static TokenizerFile read(Content content, String pointer) throws IOException {
        TokenizerFileReader reader = new TokenizerFileReader(pointer);
        try {
            try (InputStream first = content.open()) {
                reader.readTables(first);
            }
            if (reader.type().equals("BPE")) {
                // A file may have its merges before its vocabulary.
                try (InputStream again = content.open()) {
                    reader.checkMerges(again);
                }
            }
            return reader.file();
        } catch (StreamConstraintsException e) {
            throw BadRequestException.invalid(
                    pointer,
                    "is nested deeper than %d levels, has more than %d values or has a text of more than %d characters, which no tokenizer has"
                            .formatted(
                                    TokenizerFileReader.MAX_DEPTH,
                                    TokenizerFileReader.MAX_VALUES,
                                    TokenizerFileReader.MAX_TEXT_LENGTH));
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            throw BadRequestException.invalid(
                    pointer,
                    "is not JSON%s: %s"
                            .formatted(
                                    at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr(),
                                    e.getOriginalMessage().lines().findFirst().orElse("")));
        }
    }
}
