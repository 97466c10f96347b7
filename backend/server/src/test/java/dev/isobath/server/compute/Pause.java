package dev.isobath.server.compute;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The pause between two looks at something that takes seconds, so that the look itself does not take the processor from it. */
final class Pause {

    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private Pause() {}

    static void beforeNextLook() {
        try {
            if (NEVER.await(100, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
