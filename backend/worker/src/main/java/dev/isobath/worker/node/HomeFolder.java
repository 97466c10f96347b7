package dev.isobath.worker.node;

import dev.isobath.worker.attempt.AttemptFolder;
import dev.isobath.worker.downloads.BlobDownload;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of a node. Only one node at a time works in it. */
public final class HomeFolder implements AutoCloseable {

    private final Path path;
    private final FileChannel lockFile;

    private HomeFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Creates the folder if it is missing, and locks it.
     *
     * @throws HomeTaken when another node works in it
     */
    public static HomeFolder take(Path path) throws IOException {
        Files.createDirectories(path.resolve("attempts"));
        Files.createDirectories(path.resolve("corpora"));
        Files.createDirectories(path.resolve("checkpoints"));
        // The folder is private because leases contain tokens.
        if (Files.getFileAttributeView(path, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        }
        FileChannel lockFile =
                FileChannel.open(path.resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock(lockFile) == null) {
            lockFile.close();
            throw new HomeTaken(path);
        }
        deleteParts(path.resolve("corpora"));
        deleteParts(path.resolve("checkpoints"));
        return new HomeFolder(path, lockFile);
    }

    /** Deletes the downloads that an earlier node was killed in. Nobody else works in the folder. */
    private static void deleteParts(Path folder) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "*" + BlobDownload.PART)) {
            for (Path part : parts) {
                Files.deleteIfExists(part);
            }
        }
    }

    private static @Nullable FileLock lock(FileChannel lockFile) throws IOException {
        try {
            return lockFile.tryLock();
        } catch (OverlappingFileLockException takenByThisProcess) {
            return null;
        }
    }

    Path path() {
        return path;
    }

    Path corpora() {
        return path.resolve("corpora");
    }

    /** Returns the folder of the checkpoints that were used for inference, by their digests. */
    Path checkpoints() {
        return path.resolve("checkpoints");
    }

    AttemptFolder attempt(UUID attempt) {
        return new AttemptFolder(path.resolve("attempts").resolve(attempt.toString()));
    }

    /** Returns the folders of attempts that an earlier node left behind. */
    List<AttemptFolder> leftovers() throws IOException {
        try (Stream<Path> folders = Files.list(path.resolve("attempts"))) {
            return folders.sorted().map(AttemptFolder::new).toList();
        }
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }

    /** Another node works in the folder. */
    public static final class HomeTaken extends IOException {
        HomeTaken(Path path) {
            super("another worker node runs in " + path
                    + "; stop it, or give this one a folder of its own with --home");
        }
    }
}
