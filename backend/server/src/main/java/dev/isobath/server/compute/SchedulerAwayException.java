package dev.isobath.server.compute;

/** Thrown when a scheduler does not answer. The message says what was tried and what came of it. */
final class SchedulerAwayException extends RuntimeException {

    SchedulerAwayException(String message) {
        super(message);
    }
}
