package dev.isobath.server.home;

/** Thrown when Java could not decode the path of the home, and would use another folder instead. */
public final class UnreadableHomeException extends RuntimeException {

    UnreadableHomeException(String folder) {
        super("Java cannot read the path of the home '%s' in this locale (%s); start the server with LC_ALL=C.UTF-8"
                .formatted(folder, System.getProperty("sun.jnu.encoding")));
    }
}
