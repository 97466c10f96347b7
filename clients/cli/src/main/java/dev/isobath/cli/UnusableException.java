package dev.isobath.cli;

/** Thrown for arguments, files and settings that a command cannot use. The message is a sentence for the person who typed them. */
final class UnusableException extends RuntimeException {

    UnusableException(String message) {
        super(message);
    }
}
