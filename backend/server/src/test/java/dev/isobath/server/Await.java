package dev.isobath.server;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for a condition, with a deadline. */
public final class Await {

    private Await() {}

    /** Calls the supplier until its value matches the predicate. Fails with the last value after the longest wait. */
    public static <T> T until(Supplier<T> ask, Predicate<T> hope, Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        while (true) {
            T answer = ask.get();
            if (hope.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("after " + longest + " still " + answer);
            }
            Thread.onSpinWait();
        }
    }
}
