package dev.isobath.server.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The folder in which an installation keeps its files. Only the owner can access the folder and the secrets in it.
 *
 * @param folder the absolute path of the folder; it is created when missing
 */
public record HomeDirectory(Path folder) {

    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");

    public HomeDirectory {
        folder = folder.toAbsolutePath().normalize();
        requireReadable(folder.toString());
        try {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder " + folder, e);
        }
    }

    /**
     * Returns the folder at a path from a setting.
     *
     * @throws UnreadableHomeException when Java could not decode the path
     */
    public static HomeDirectory at(String path) {
        requireReadable(path);
        return new HomeDirectory(Path.of(path));
    }

    /** Java puts U+FFFD where it cannot decode a name. */
    private static void requireReadable(String path) {
        if (path.indexOf('\uFFFD') >= 0) {
            throw new UnreadableHomeException(path);
        }
    }

    /** Returns a folder below this one. It is created when missing. */
    public Path subdirectory(String name) {
        try {
            return Files.createDirectories(folder.resolve(name), PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder " + folder.resolve(name), e);
        }
    }

    /** Returns the secret in a file, without the line break at its end, or nothing when there is no such file. */
    public Optional<String> readSecret(String name) {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Writes a secret that only the owner of the installation can read (mode 0600). The write is atomic. */
    public void writeSecret(String name, String readSecret) {
        try {
            Path temporary =
                    Files.createTempFile(folder, name, ".new", PosixFilePermissions.asFileAttribute(OWNER_FILE));
            Files.writeString(temporary, readSecret + "\n");
            Files.move(
                    temporary,
                    folder.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + folder.resolve(name), e);
        }
    }

    /** Deletes a secret if it exists. */
    public void deleteSecret(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder.resolve(name), e);
        }
    }
}
