package dev.isobath.server.corpora;

import dev.isobath.server.problems.FieldError;

/**
 * Where in a request a file is.
 *
 * @param pointer JSON pointer of its part; empty when it is the body
 * @param file its name where there are several, else empty
 */
record UploadLocation(String pointer, String file) {

    static final UploadLocation BODY = new UploadLocation("", "");
    static final UploadLocation FILE = new UploadLocation("/file", "");

    static UploadLocation ofSeveral(int index, String path) {
        return new UploadLocation("/file/" + index, path);
    }

    FieldError error(String detail) {
        return new FieldError(pointer, file.isEmpty() ? detail : file + ": " + detail);
    }
}
