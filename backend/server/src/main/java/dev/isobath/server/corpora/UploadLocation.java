package dev.isobath.server.corpora;

import dev.isobath.server.problems.FieldError;

/**
 * The location of an uploaded file in the request.
 *
 * @param pointer the JSON pointer of its part; empty when the file is the body
 * @param file the name of the file when the request has several files; empty otherwise
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
