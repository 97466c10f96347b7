package dev.isobath.server.corpora;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import java.io.IOException;
import java.util.List;

/** The errors of uploads that are not a corpus. */
final class UploadErrors {

    /** The fewest bytes of a corpus. A shorter text is probably a mistake. */
    static final int MIN_CORPUS_BYTES = 16;

    private UploadErrors() {}

    private static BadRequestException error(UploadLocation location, String detail) {
        return BadRequestException.invalid(List.of(location.error(detail)));
    }

    static BadRequestException notUtf8(UploadLocation location, long offset, long line, DetectedEncoding likely) {
        return error(
                location,
                "is not UTF-8 at byte %d (counted from 0) in line %d: %s".formatted(offset, line, likely.hint()));
    }

    static BadRequestException cutOff(UploadLocation location, long offset) {
        return error(
                location,
                "is not UTF-8 at byte %d (counted from 0): it ends in the middle of a character; is the file complete?"
                        .formatted(offset));
    }

    static BadRequestException control(
            UploadLocation location, int octet, long offset, long line, DetectedEncoding likely) {
        String what = octet == 0 ? "a NUL" : "the control character U+%04X".formatted(octet);
        return error(
                location,
                "has %s at byte %d (counted from 0) in line %d, which a text must not contain: %s"
                        .formatted(what, offset, line, likely.hint()));
    }

    static BadRequestException notExpandable(UploadLocation location, Compression compression, IOException failure) {
        return error(location, compression.describe(failure));
    }

    static BadRequestException expandsTooMuch(UploadLocation location, Compression compression) {
        return error(
                location,
                "expands to more than %d times its size; send it without %s"
                        .formatted(ExpandingInputStream.MAX_RATIO, compression.command()));
    }

    static FieldError unknownExtension(UploadLocation location) {
        return location.error(
                "has none of the extensions .txt, .text, .md, .markdown, .json, .jsonl and .ndjson, with or"
                        + " without .gz or .zst after it; leave it out, or say in 'format' what all files are");
    }

    static FieldError empty(UploadLocation location) {
        return location.error("is empty; send a text");
    }

    static BadRequestException tooShort(String pointer, long bytes) {
        return BadRequestException.invalid(
                pointer,
                bytes == 0
                        ? "is empty; send a text"
                        : "has only " + bytes + " bytes; a corpus needs at least " + MIN_CORPUS_BYTES);
    }

    static BadRequestException missing() {
        return BadRequestException.invalid("/file", "is missing; send the text as the part 'file'");
    }

    static BadRequestException onlyHiddenFiles() {
        return BadRequestException.invalid(
                "/file", "has hidden files only, which are left out; send at least one other");
    }
}
