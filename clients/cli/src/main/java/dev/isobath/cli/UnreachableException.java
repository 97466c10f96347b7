package dev.isobath.cli;

/** Thrown when a server cannot be reached or cannot answer now. The message is a sentence that names the server. */
final class UnreachableException extends RuntimeException {

    UnreachableException(String message) {
        super(message);
    }
}
