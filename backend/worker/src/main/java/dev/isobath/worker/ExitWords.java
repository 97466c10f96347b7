package dev.isobath.worker;

/** Explains the exit code of a process that left no result. */
final class ExitWords {

    private static final int SIGNALLED = 128;

    private ExitWords() {}

    /** A sentence for people; codes above 128 are 128 plus a signal's number. */
    static String explain(int exitCode) {
        return switch (exitCode) {
            case 3 ->
                "Java ran out of memory in the attempt's process; give it more with --java-option -Xmx, or use a smaller model.";
            case SIGNALLED + 9 ->
                "The attempt's process was killed (signal 9): by a person, or by the system because memory ran out.";
            case SIGNALLED + 4, SIGNALLED + 6, SIGNALLED + 7, SIGNALLED + 8, SIGNALLED + 11 ->
                "The attempt's process crashed in native code (signal %d).".formatted(exitCode - SIGNALLED);
            case SIGNALLED + 1, SIGNALLED + 2, SIGNALLED + 15 ->
                "The attempt's process was told to end (signal %d).".formatted(exitCode - SIGNALLED);
            case 10 -> "The attempt's process stopped without having been asked to.";
            default ->
                exitCode > SIGNALLED
                        ? "The attempt's process was ended by signal %d.".formatted(exitCode - SIGNALLED)
                        : "The attempt's process ended with exit code %d and left no result.".formatted(exitCode);
        };
    }
}
