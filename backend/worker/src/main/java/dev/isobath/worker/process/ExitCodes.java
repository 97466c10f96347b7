package dev.isobath.worker.process;

/** Explains the exit code of a process that left no result. */
public final class ExitCodes {

    private static final int SIGNALLED = 128;
    /** The exit code of a process that was killed by signal 9. */
    public static final int KILLED = SIGNALLED + 9;

    private ExitCodes() {}

    /**
     * Returns a sentence for people. Codes above 128 are 128 plus a signal's number.
     *
     * @param process the name of the process, for example {@code attempt's process}
     */
    public static String explain(String process, int exitCode) {
        return switch (exitCode) {
            case 3 ->
                "Java ran out of memory in the %s; give it more with --java-option -Xmx, or use a smaller model."
                        .formatted(process);
            case KILLED ->
                "The %s was killed (signal 9): by a person, or by the system because memory ran out."
                        .formatted(process);
            case SIGNALLED + 4, SIGNALLED + 6, SIGNALLED + 7, SIGNALLED + 8, SIGNALLED + 11 ->
                "The %s crashed in native code (signal %d).".formatted(process, exitCode - SIGNALLED);
            case SIGNALLED + 1, SIGNALLED + 2, SIGNALLED + 15 ->
                "The %s was told to end (signal %d).".formatted(process, exitCode - SIGNALLED);
            case 10 -> "The %s stopped without having been asked to.".formatted(process);
            default ->
                exitCode > SIGNALLED
                        ? "The %s was ended by signal %d.".formatted(process, exitCode - SIGNALLED)
                        : "The %s ended with exit code %d and left no result.".formatted(process, exitCode);
        };
    }
}
