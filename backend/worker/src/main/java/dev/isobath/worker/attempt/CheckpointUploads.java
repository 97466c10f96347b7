package dev.isobath.worker.attempt;

import dev.isobath.worker.connection.CallFailed;
import dev.isobath.worker.connection.ServerRetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads checkpoints beside everything else, the newest first: one that a newer has overtaken before its upload began is of no
 * use to anyone and is deleted.
 */
final class CheckpointUploads {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointUploads.class);
    private static final int TRIES = 3;

    private final AttemptFolder folder;
    private final AttemptCalls calls;
    private final Orders orders;
    private final ServerRetry retry;
    private @Nullable SavedCheckpoint waiting;
    private boolean busy;
    private @Nullable String failure;

    CheckpointUploads(AttemptFolder folder, AttemptCalls calls, Orders orders, ServerRetry retry) {
        this.folder = folder;
        this.calls = calls;
        this.orders = orders;
        this.retry = retry;
    }

    /** A checkpoint all of whose reports the server has. */
    synchronized void offer(SavedCheckpoint checkpoint) {
        if (!Files.exists(file(checkpoint))) {
            // Uploaded before this node's predecessor died.
            return;
        }
        if (waiting != null) {
            delete(waiting);
        }
        waiting = checkpoint;
        notifyAll();
    }

    /** Uploads what is offered until interrupted or superseded. */
    void run() {
        try {
            while (true) {
                SavedCheckpoint next = take();
                String failed = upload(next);
                done(failed);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (CallFailed.Superseded superseded) {
            orders.lease().supersede(String.valueOf(superseded.getMessage()));
            done(superseded.getMessage());
        }
    }

    /** Waits until nothing is left to upload; returns why the newest checkpoint could not be stored, or null if it was. */
    synchronized @Nullable String settle() throws InterruptedException, CallFailed.Superseded {
        while (busy || waiting != null) {
            orders.lease().checkCurrent();
            wait(200);
        }
        return failure;
    }

    private synchronized SavedCheckpoint take() throws InterruptedException {
        SavedCheckpoint next = waiting;
        while (next == null) {
            wait();
            next = waiting;
        }
        waiting = null;
        busy = true;
        return next;
    }

    private synchronized void done(@Nullable String failed) {
        orders.checkpointStored();
        busy = false;
        failure = failed;
        notifyAll();
    }

    private @Nullable String upload(SavedCheckpoint checkpoint) throws InterruptedException, CallFailed.Superseded {
        String failed = null;
        for (int tries = 0; tries < TRIES; tries++) {
            try {
                retry.call(() -> {
                    calls.uploadCheckpoint(checkpoint.step(), file(checkpoint));
                    return checkpoint;
                });
                delete(checkpoint);
                return null;
            } catch (CallFailed.Superseded superseded) {
                throw superseded;
            } catch (CallFailed | IOException | RuntimeException refused) {
                // Bytes can be damaged on their way: refused once may be taken the second time.
                failed = "the checkpoint of step %d was not stored: %s"
                        .formatted(checkpoint.step(), refused.getMessage());
                LOG.warn("Attempt {}: {}.", folder.path().getFileName(), failed);
                retry.rest();
            }
        }
        return failed;
    }

    private Path file(SavedCheckpoint checkpoint) {
        return folder.path().resolve(checkpoint.file());
    }

    private void delete(SavedCheckpoint checkpoint) {
        try {
            Files.deleteIfExists(file(checkpoint));
        } catch (IOException kept) {
            LOG.warn("Cannot delete {}: {}", file(checkpoint), kept.getMessage());
        }
    }
}
