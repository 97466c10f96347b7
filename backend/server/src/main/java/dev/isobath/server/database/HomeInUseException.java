package dev.isobath.server.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Thrown when another server runs on the same data. */
final class HomeInUseException extends RuntimeException {

    HomeInUseException(Path home, Path lockFile) {
        super("another server%s runs on %s; stop it with 'isobath down', or choose other data with ISOBATH_HOME"
                .formatted(holder(lockFile), home));
    }

    private static String holder(Path lockFile) {
        try {
            return " (process " + Files.readString(lockFile).strip() + ")";
        } catch (IOException _) {
            return "";
        }
    }
}
