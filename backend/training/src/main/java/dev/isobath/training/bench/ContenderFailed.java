package dev.isobath.training.bench;

/** A contender cannot start or broke off; the message says why in one line. The others go on without it. */
final class ContenderFailed extends RuntimeException {

    ContenderFailed(String message) {
        super(message);
    }
}
