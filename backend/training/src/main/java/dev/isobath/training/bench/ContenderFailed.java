package dev.isobath.training.bench;

/**
 * Says that a contender cannot start or broke off. The message gives the reason in one line. The other contenders go on without
 * it.
 */
final class ContenderFailed extends RuntimeException {

    ContenderFailed(String message) {
        super(message);
    }
}
