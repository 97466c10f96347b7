package dev.isobath.worker.trial;

import dev.isobath.spec.protocol.TrialResult;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Tries without the library. It misbehaves as the content of the file asks for, and tells the number of its process. */
public final class StandInTrial {

    private static final long MORE_THAN_THERE_IS = 1L << 40;

    private StandInTrial() {}

    public static void main(String[] args) throws IOException {
        TrialProcess.start(() -> tried(Files.readString(Path.of(args[0])), Integer.parseInt(args[1])));
    }

    private static TrialResult tried(String content, int vocabulary) throws IOException {
        System.out.println("a library prints something");
        switch (content) {
            case "abort" -> {
                System.err.println("thread '<unnamed>' panicked at src/lib.rs:1:1:");
                System.err.println("the map has a hole");
                signal("ABRT");
            }
            case "killed" -> signal("KILL");
            case "compute for ever" -> computeForEver();
            case "wait for ever" -> LockSupport.park();
            case "fill the heap" -> System.err.println(new long[1 << 28].length);
            case "fill the memory" ->
                System.err.println(Arena.global().allocate(MORE_THAN_THERE_IS).byteSize());
            case "no library" -> throw new IllegalStateException("The tokenizers library cannot be loaded: not here");
            case "refused" -> {
                return new TrialResult.Unusable("0.0", "It is no good.");
            }
            default -> {}
        }
        return new TrialResult.Usable(
                Long.toString(ProcessHandle.current().pid()),
                vocabulary,
                List.of(new TrialResult.TriedText("content", content.length(), 0, 0, true)));
    }

    private static void signal(String name) throws IOException {
        new ProcessBuilder(
                        "kill",
                        "-" + name,
                        Long.toString(ProcessHandle.current().pid()))
                .start();
        LockSupport.park();
    }

    private static void computeForEver() {
        long number = 1;
        while (number != 0) {
            number = number * 6364136223846793005L | 1;
        }
    }
}
