package dev.isobath.server.corpora;

import dev.isobath.server.problems.BadRequest;

/** Why something sent as a corpus is none. */
final class NotText {

    /** Less is a mistake, not a text to learn from. */
    static final int LEAST_BYTES = 16;

    private NotText() {}

    static BadRequest notUtf8(String pointer, long offset) {
        return BadRequest.invalid(
                pointer,
                "is not UTF-8 at byte " + offset
                        + " (counted from 0); save the text as UTF-8, or convert it, for example "
                        + "with: iconv -f ISO-8859-1 -t UTF-8");
    }

    static BadRequest nul(String pointer, long offset) {
        return BadRequest.invalid(
                pointer,
                "has a NUL at byte " + offset + " (counted from 0), so it is not text; send plain text in UTF-8");
    }

    static BadRequest tooShort(String pointer, long bytes) {
        return BadRequest.invalid(
                pointer,
                bytes == 0
                        ? "is empty; send a text"
                        : "has only " + bytes + " bytes; a corpus needs at least " + LEAST_BYTES);
    }

    static BadRequest missing() {
        return BadRequest.invalid("/file", "is missing; send the text as the part 'file'");
    }
}
