package dev.isobath.server.backup;

/** Thrown when a backup cannot be made or restored. The message is one sentence for the person at the terminal. */
final class BackupFailedException extends RuntimeException {

    BackupFailedException(String message) {
        super(message);
    }
}
