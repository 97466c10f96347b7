package dev.isobath.server.corpora;

import dev.isobath.server.problems.BadRequest;
import dev.isobath.server.problems.FieldError;
import java.util.List;

/** Why something sent as a corpus is none. */
final class NotText {

    /** Less is a mistake, not a text to learn from. */
    static final int LEAST_BYTES = 16;

    private NotText() {}

    private static BadRequest refusal(Place place, String detail) {
        return BadRequest.invalid(List.of(place.error(detail)));
    }

    static BadRequest notUtf8(Place place, long offset, long line, Encoding likely) {
        return refusal(
                place,
                "is not UTF-8 at byte %d (counted from 0) in line %d: %s".formatted(offset, line, likely.words()));
    }

    static BadRequest cutOff(Place place, long offset) {
        return refusal(
                place,
                "is not UTF-8 at byte %d (counted from 0): it ends in the middle of a character; is the file complete?"
                        .formatted(offset));
    }

    static BadRequest control(Place place, int octet, long offset, long line, Encoding likely) {
        String what = octet == 0 ? "a NUL" : "the control character U+%04X".formatted(octet);
        return refusal(
                place,
                "has %s at byte %d (counted from 0) in line %d, which text has not: %s"
                        .formatted(what, offset, line, likely.words()));
    }

    static FieldError empty(Place place) {
        return place.error("is empty; send a text");
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

    static BadRequest nothingVisible() {
        return BadRequest.invalid("/file", "has hidden files only, which are left out; send at least one other");
    }
}
