package dev.isobath.worker.process;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Recognises that the training library, and not Java, ran out of memory. The library says so only in the text of its exceptions.
 */
public final class NativeMemory {

    private NativeMemory() {}

    public static boolean isExhausted(@Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (message.contains("out of memory")
                    || message.contains("can't allocate memory")
                    || message.contains("not enough memory")) {
                return true;
            }
        }
        return false;
    }

    public static String words(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        return "The machine has no memory left for this model and batch; use a smaller batch, or a larger machine: "
                + message.lines().findFirst().orElse(message);
    }
}
