package dev.isobath.server.storage;

import dev.isobath.server.home.HomeDirectory;
import dev.isobath.server.problems.BadRequestException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Stores content under its digest. When {@link #put} returns, the content is on the disk as a whole: it is written to a
 * temporary file, synced and then renamed. Content that is stored twice exists once, so it may be deleted only when nothing
 * else refers to it.
 */
@Component
public class BlobStore {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final String PART = ".part";

    private final Path folder;
    private final Path incoming;

    BlobStore(HomeDirectory home, @Value("${isobath.store:}") String folder) throws IOException {
        this.folder =
                folder.isEmpty() ? home.subdirectory("store") : Path.of(folder).toAbsolutePath();
        this.incoming = Files.createDirectories(this.folder.resolve("incoming"));
    }

    /**
     * Stores the content of a stream. The stream is not closed.
     *
     * @param limit the most bytes of the content
     * @throws BadRequestException when the content is larger
     */
    public Blob put(InputStream content, long limit) {
        return put(content, limit, null);
    }

    /**
     * Stores the content of a stream, as {@link #put(InputStream, long)} does, if it has the digest that its sender announced.
     *
     * @throws WrongDigestException when it has another digest; the store is then as it was
     */
    public Blob putAnnounced(InputStream content, long limit, String sha256) {
        return put(content, limit, sha256);
    }

    private Blob put(InputStream content, long limit, @Nullable String announced) {
        try {
            Path temporary = Files.createTempFile(incoming, "blob", PART);
            try {
                return put(content, limit, announced, temporary);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot store into " + folder, e);
        }
    }

    private Blob put(InputStream content, long limit, @Nullable String announced, Path temporary) throws IOException {
        MessageDigest digest = sha256();
        long bytes = 0;
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
                OutputStream file = Channels.newOutputStream(channel)) {
            InputStream digesting = new DigestInputStream(content, digest);
            byte[] buffer = new byte[1 << 16];
            for (int read = digesting.read(buffer); read >= 0; read = digesting.read(buffer)) {
                bytes += read;
                if (bytes > limit) {
                    throw BadRequestException.tooLarge(limit);
                }
                file.write(buffer, 0, read);
            }
            channel.force(true);
        }
        Blob blob = new Blob(HexFormat.of().formatHex(digest.digest()), bytes);
        if (announced != null && !announced.equals(blob.sha256())) {
            throw new WrongDigestException(announced, blob.sha256());
        }
        Path directory = Files.createDirectories(directory(blob.sha256()));
        Files.move(
                temporary,
                directory.resolve(blob.sha256()),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        sync(directory);
        return blob;
    }

    /** Returns the file with the content, for reading only, or nothing when the content is not stored. */
    public Optional<Path> find(String sha256) {
        Path path = path(sha256);
        return Files.exists(path) ? Optional.of(path) : Optional.empty();
    }

    /**
     * Returns the file with the content after comparing all of it with its digest. The file is read in blocks and never held in memory.
     *
     * @throws DamagedContentException when the content is missing or is not what was stored
     */
    public Path findSound(String sha256) {
        Path path = path(sha256);
        MessageDigest digest = sha256();
        try (InputStream content = Files.newInputStream(path)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        } catch (NoSuchFileException e) {
            throw DamagedContentException.missing(sha256);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what is stored as " + sha256, e);
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(sha256)) {
            throw DamagedContentException.changed(sha256, found);
        }
        return path;
    }

    /**
     * Opens the content.
     *
     * @throws UncheckedIOException when the content is not stored
     */
    public InputStream open(String sha256) {
        try {
            return Files.newInputStream(path(sha256));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what is stored as " + sha256, e);
        }
    }

    /**
     * Deletes what uploads have left that were broken off by the end of a process. Younger files may belong to an upload that goes on, of this
     * server or of another one on the same store.
     */
    void deletePartsOlderThan(Duration age) {
        Instant before = Instant.now().minus(age);
        try (Stream<Path> parts = Files.list(incoming)) {
            for (Path part :
                    parts.filter(each -> each.toString().endsWith(PART)).toList()) {
                if (Files.getLastModifiedTime(part).toInstant().isBefore(before)) {
                    Files.deleteIfExists(part);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tidy up " + incoming, e);
        }
    }

    /** Returns whether nothing is stored. */
    public boolean isEmpty() {
        return listOlderThan(Duration.ZERO).isEmpty();
    }

    /** Returns the digests of the contents that were stored that long ago or longer. */
    List<String> listOlderThan(Duration age) {
        Instant before = Instant.now().minus(age);
        try (Stream<Path> files = Files.find(
                folder,
                2,
                (path, attributes) -> attributes.isRegularFile()
                        && attributes.lastModifiedTime().toInstant().isBefore(before)
                        && DIGEST.matcher(path.getFileName().toString()).matches())) {
            return files.map(path -> path.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    /** Deletes the content if it is stored. */
    void delete(String sha256) {
        try {
            Files.deleteIfExists(path(sha256));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + sha256, e);
        }
    }

    private Path path(String sha256) {
        if (!DIGEST.matcher(sha256).matches()) {
            throw new IllegalArgumentException("not a digest: " + sha256);
        }
        return directory(sha256).resolve(sha256);
    }

    /** Returns the folder of the content. The content is spread over 256 folders, so that no folder becomes large. */
    private Path directory(String sha256) {
        return folder.resolve(sha256.substring(0, 2));
    }

    /** Syncs a folder, so that a rename in it survives a power cut. */
    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
