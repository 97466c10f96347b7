package dev.isobath.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The tokens that {@code login} keeps, one file for each server, which only the user can read. */
final class ServerTokens {

    private final Path folder;

    ServerTokens(Path home) {
        this.folder = home.resolve("tokens");
    }

    Optional<Path> find(String server) {
        return Optional.of(file(server)).filter(Files::isRegularFile);
    }

    /** Keeps a token in place of an earlier one. */
    Path keep(String server, String token) throws IOException {
        var privately = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(folder, privately);
        Path file = file(server);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, token + "\n");
        return file;
    }

    /** Names the file after the whole address, so that no two servers share one. */
    private Path file(String server) {
        return folder.resolve(URLEncoder.encode(server, StandardCharsets.UTF_8));
    }
}
