package dev.isobath.worker.downloads;

import dev.isobath.spec.protocol.Lease.Blob;
import dev.isobath.worker.connection.CallFailed;
import dev.isobath.worker.connection.ServerRetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A cache of the checkpoints that were last used for inference, by their digests. The next request is often about the same one.
 */
public final class CheckpointCache {

    private static final int KEPT = 2;

    private final Path folder;
    /** The digests that this node has verified. A large file is not read again for each request. */
    private final Set<String> known = new HashSet<>();

    public CheckpointCache(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns the file with this content. It is fetched when it is not here. The file that was not used for the longest time is
     * deleted.
     */
    public Path obtain(Blob checkpoint, ServerRetry retry, BlobDownload.Transfer transfer)
            throws CallFailed, IOException, InterruptedException {
        Path file = folder.resolve(checkpoint.sha256());
        if (!known.contains(checkpoint.sha256()) || !Files.exists(file)) {
            BlobDownload.obtain(checkpoint, file, retry, transfer);
            known.add(checkpoint.sha256());
        }
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        forgetOld();
        return file;
    }

    private void forgetOld() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            // They include files that a killed node had fetched only in part.
            List<Path> newestFirst = files.sorted(
                            Comparator.comparing(CheckpointCache::used).reversed())
                    .toList();
            for (Path old : newestFirst.subList(Math.min(KEPT, newestFirst.size()), newestFirst.size())) {
                Files.deleteIfExists(old);
            }
        }
    }

    private static FileTime used(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.from(Instant.EPOCH);
        }
    }
}
