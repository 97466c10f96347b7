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

/** The checkpoints last asked, by their digests: the next question is often about the same one. */
public final class CheckpointCache {

    private static final int KEPT = 2;

    private final Path folder;
    /** Their digests were right in this node's life; a large file is not read again for each question. */
    private final Set<String> known = new HashSet<>();

    public CheckpointCache(Path folder) {
        this.folder = folder;
    }

    /** The file with this content, fetched when it is not here; forgets the one not asked for longest. */
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
            // Among them what a killed node had half fetched.
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
