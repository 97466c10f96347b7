package dev.isobath.server.compute;

/** Thrown when a scheduler refuses a job. The message is what it says. */
final class JobRefusedException extends RuntimeException {

    JobRefusedException(String message) {
        super(message);
    }
}
