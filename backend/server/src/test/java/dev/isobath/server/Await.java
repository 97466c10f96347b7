package dev.isobath.server;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for a condition, with a deadline. */
public final class Await {

    private Await() {}

    /** Asks again and again until the answer is as hoped, or fails with the last one. */
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
