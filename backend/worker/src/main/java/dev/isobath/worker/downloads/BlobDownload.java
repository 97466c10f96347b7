package dev.isobath.worker.downloads;

import dev.isobath.spec.protocol.Lease.Blob;
import dev.isobath.worker.connection.CallFailed;
import dev.isobath.worker.connection.ServerRetry;
import dev.isobath.worker.files.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Downloads files from the server. A file is complete and has the right digest, or it does not exist. */
public final class BlobDownload {

    private static final Logger LOG = LoggerFactory.getLogger(BlobDownload.class);
    /** The end of the name of a file that is not complete. */
    public static final String PART = ".part";

    private static final int TRIES = 5;

    private BlobDownload() {}

    /** Transfers the bytes of a blob into a file once. */
    public interface Transfer {
        void into(Path file) throws CallFailed, InterruptedException;
    }

    /**
     * Makes sure that {@code target} holds the blob. An existing copy is trusted only if its digest is right.
     *
     * @throws IOException when the bytes repeatedly arrive damaged, or cannot be written
     */
    public static void obtain(Blob blob, Path target, ServerRetry retry, Transfer transfer)
            throws CallFailed, IOException, InterruptedException {
        if (Files.exists(target)) {
            if (matches(blob, target)) {
                return;
            }
            LOG.warn("{} is damaged and is fetched again.", target);
        }
        Path temporary = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + PART);
        try {
            for (int tries = 1; tries <= TRIES; tries++) {
                retry.call(() -> {
                    transfer.into(temporary);
                    return temporary;
                });
                if (matches(blob, temporary)) {
                    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                    return;
                }
                LOG.warn(
                        "{} arrived damaged: not the {} bytes with digest {}.",
                        target.getFileName(),
                        blob.bytes(),
                        blob.sha256());
                retry.rest();
            }
            throw new IOException("the server sent %s damaged %d times: %d bytes with SHA-256 %s were promised"
                    .formatted(target.getFileName(), TRIES, blob.bytes(), blob.sha256()));
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static boolean matches(Blob blob, Path file) throws IOException {
        return Files.size(file) == blob.bytes() && Digest.of(file).equals(blob.sha256());
    }
}
