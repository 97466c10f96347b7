package dev.isobath.worker.downloads;

import dev.isobath.spec.protocol.InferenceLease;
import dev.isobath.spec.protocol.Lease;
import dev.isobath.spec.protocol.TrialLease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache of corpora, tokenizers and token files for later experiments. Beyond a limit the least recently used files are deleted,
 * but never one that an attempt, an inference request or a trial uses. A file's name begins with the digest of what was fetched. The name
 * of a token file begins with the digest of its corpus.
 */
public final class DataCache {

    private static final Logger LOG = LoggerFactory.getLogger(DataCache.class);
    private static final int DIGEST_CHARACTERS = 64;

    private final Path folder;
    private final long limit;
    private final Map<String, Integer> users = new HashMap<>();

    /**
     * Uses a folder as cache.
     *
     * @param limit the number of bytes that unused and used files may take together
     */
    public DataCache(Path folder, long limit) {
        this.folder = folder;
        this.limit = limit;
    }

    /** Returns the file in which content is kept. */
    public Path file(Lease.Blob blob) {
        return folder.resolve(blob.sha256());
    }

    /** Keeps the files that the lease names until the use is closed. */
    public Use use(Lease lease) {
        return use(Stream.of(lease.corpus(), lease.documents(), lease.tokenizer()));
    }

    /** Keeps the tokenizer of an inference request, where it has one, until the use is closed. */
    public Use use(InferenceLease lease) {
        return use(Stream.ofNullable(lease.tokenizer()));
    }

    /** Keeps the tokenizer of a trial until the use is closed. */
    public Use use(TrialLease lease) {
        return use(Stream.of(lease.tokenizer()));
    }

    private Use use(Stream<Lease.@Nullable Blob> blobs) {
        Use use = new Use(blobs.flatMap(Stream::ofNullable).toList());
        count(use.blobs, 1);
        return use;
    }

    /** The files that one attempt or inference request uses. */
    public final class Use implements AutoCloseable {
        private final List<Lease.Blob> blobs;

        private Use(List<Lease.Blob> blobs) {
            this.blobs = blobs;
        }

        /** Deletes files so that the missing ones fit within the limit. */
        public void makeRoom() throws IOException {
            long missing = 0;
            for (Lease.Blob blob : blobs) {
                missing += Files.exists(file(blob)) ? 0 : blob.bytes();
            }
            clear(missing);
        }

        /** Notes that the files exist and were used now. */
        public void touch() throws IOException {
            for (Lease.Blob blob : blobs) {
                Files.setLastModifiedTime(file(blob), FileTime.from(Instant.now()));
            }
        }

        @Override
        public void close() {
            count(blobs, -1);
            try {
                clear(0);
            } catch (IOException kept) {
                LOG.warn("{} cannot be cleared: {}", folder, kept.getMessage());
            }
        }
    }

    private synchronized void count(List<Lease.Blob> blobs, int by) {
        blobs.forEach(blob -> users.merge(blob.sha256(), by, Integer::sum));
    }

    private record Kept(Path file, long bytes, FileTime used) {}

    private synchronized void clear(long coming) throws IOException {
        List<Kept> kept = files();
        long bytes = coming + kept.stream().mapToLong(Kept::bytes).sum();
        for (Kept oldest : kept) {
            if (bytes <= limit) {
                return;
            }
            if (!isUsed(oldest.file())) {
                Files.deleteIfExists(oldest.file());
                bytes -= oldest.bytes();
                LOG.info("{} was not used for longest and is deleted ({} bytes).", oldest.file(), oldest.bytes());
            }
        }
    }

    private boolean isUsed(Path file) {
        String name = String.valueOf(file.getFileName());
        String digest = name.substring(0, Math.min(DIGEST_CHARACTERS, name.length()));
        return users.getOrDefault(digest, 0) > 0;
    }

    /** Returns all files, the least recently used first. */
    private List<Kept> files() throws IOException {
        List<Kept> kept = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Kept one = kept(file);
                if (one != null) {
                    kept.add(one);
                }
            }
        }
        kept.sort(Comparator.comparing(Kept::used));
        return kept;
    }

    private static @Nullable Kept kept(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile() ? new Kept(file, attributes.size(), attributes.lastModifiedTime()) : null;
        } catch (NoSuchFileException goneMeanwhile) {
            return null;
        }
    }
}
