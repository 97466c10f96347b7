package dev.isobath.server.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** The programs of PostgreSQL, unpacked from the class path into a folder of the installation. */
final class PostgresBinaries {

    /** The release, which is the name of the folder. A newer release is unpacked beside the old one. */
    private static final String RELEASE = "18.6.0";

    private final Path folder;

    private PostgresBinaries(Path folder) {
        this.folder = folder;
    }

    /** Unpacks the programs into a folder below {@code parent}, unless they are there already. */
    static PostgresBinaries unpack(Path parent) {
        Path folder = parent.resolve(RELEASE);
        if (!Files.isDirectory(folder)) {
            try {
                unpackWhole(parent, folder);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot unpack PostgreSQL into " + folder, e);
            }
        }
        return new PostgresBinaries(folder);
    }

    /**
     * Returns the folder of the programs if a shell reads its path as it is. Otherwise it returns a copy in a temporary folder,
     * which is deleted on close. {@code initdb} starts its own program through a shell, and writes the path in double quotes.
     */
    Shelled forShell() {
        if (isPlainInQuotes(folder)) {
            return new Shelled(this, null);
        }
        try {
            Path temporary = Files.createTempDirectory("isobath-postgres");
            if (!isPlainInQuotes(temporary)) {
                throw new IllegalStateException(
                        "PostgreSQL's initdb cannot run in %s nor in %s; set ISOBATH_HOME to a folder without $, \", ` and \\ in its path"
                                .formatted(folder, temporary));
            }
            return new Shelled(unpack(temporary), temporary);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a temporary folder for PostgreSQL", e);
        }
    }

    private static boolean isPlainInQuotes(Path path) {
        return path.toString().chars().noneMatch(c -> "$\"`\\".indexOf(c) >= 0);
    }

    /**
     * Programs at a path that a shell reads as it is.
     *
     * @param temporary the folder to delete, or null
     */
    record Shelled(PostgresBinaries binaries, @Nullable Path temporary) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            if (temporary != null) {
                deleteTree(temporary);
            }
        }
    }

    /** Returns the command line that starts one of the programs. */
    List<String> command(String program) {
        String file = folder.resolve("bin").resolve(program).toString();
        // PostgreSQL refuses to run as root. In a user namespace of its own it runs as the user nobody and still owns
        // its files.
        return isRoot() ? List.of("unshare", "-U", file) : List.of(file);
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void unpackWhole(Path parent, Path folder) throws IOException {
        Files.createDirectories(parent);
        Path temporary = Files.createTempDirectory(parent, "unpacking");
        try (InputStream packed = packed();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(packed)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, temporary);
            }
        }
        try {
            Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            deleteTree(temporary);
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path into) throws IOException {
        Path file = entry.resolveIn(into);
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, file);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static InputStream packed() {
        String architecture = switch (System.getProperty("os.arch")) {
            case "amd64" -> "x86_64";
            case "aarch64" -> "arm_64";
            default ->
                throw new IllegalStateException("there is no embedded PostgreSQL for " + System.getProperty("os.arch")
                        + "; set spring.datasource.url to use another one");
        };
        String name = "/postgres-linux-" + architecture + ".txz";
        InputStream packed = PostgresBinaries.class.getResourceAsStream(name);
        if (packed == null) {
            throw new IllegalStateException(name + " is missing from the class path");
        }
        return packed;
    }

    private static void deleteTree(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
