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
 * Uploads checkpoints in a thread of its own, the newest first. A checkpoint that a newer one replaced before its upload began is
 * of no use and is deleted.
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

    /** Offers a checkpoint for upload. The server has all reports up to it. */
    synchronized void offer(SavedCheckpoint checkpoint) {
        if (!Files.exists(file(checkpoint))) {
            // It was uploaded before the earlier node died.
            return;
        }
        if (waiting != null) {
            delete(waiting);
        }
        waiting = checkpoint;
        notifyAll();
    }

    /** Uploads the offered checkpoints until the thread is interrupted or the attempt is superseded. */
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

    /**
     * Waits until nothing is left to upload. It returns the reason why the newest checkpoint could not be stored, or null if it
     * was stored.
     */
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
                // Bytes can be damaged in transfer, so a checkpoint that was refused once may be accepted the second
                // time.
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
