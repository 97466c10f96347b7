package dev.isobath.server.standalone;

import dev.isobath.server.home.UnreadableHomeException;
import java.net.BindException;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.boot.web.server.PortInUseException;

/** Prints one line about a failed start, for a terminal whose log goes to a file. */
public final class StartupFailureReporter {

    private StartupFailureReporter() {}

    /** Prints what went wrong and what to do. */
    public static void report(Throwable failure) {
        System.err.println("isobath: " + describe(failure));
    }

    private static String describe(Throwable failure) {
        Throwable root = Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .reduce(failure, (outer, inner) -> inner);
        return switch (root) {
            case PortInUseException taken -> "port " + taken.getPort() + " is taken; choose another with --port";
            case UnreadableHomeException unreadable -> Objects.requireNonNull(unreadable.getMessage());
            case BindException refused -> "cannot listen at that address: " + refused.getMessage();
            default -> "the server does not start: " + root + ". The log tells more.";
        };
    }
}
