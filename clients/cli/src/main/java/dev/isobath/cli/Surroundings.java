package dev.isobath.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a command finds around it.
 *
 * @param environment the environment's variables
 * @param folder the folder that the command was started in
 * @param home the folder of this machine's installation, where also the tokens of other servers are kept
 * @param local the address of this machine's installation while it runs
 * @param out where results go
 * @param err where messages and progress go
 * @param terminal whether somebody reads along, so that a line of progress can be written over
 */
record Surroundings(
        Map<String, String> environment,
        Path folder,
        Path home,
        Optional<String> local,
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean terminal) {

    /** Returns a variable that is set to something. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /** Reads a file that the user named, or the standard input for {@code -}. */
    byte[] read(Path file) {
        try {
            return file.toString().equals("-") ? in.readAllBytes() : Files.readAllBytes(existing(file));
        } catch (IOException e) {
            throw new UnusableException("the file " + file + " cannot be read: " + e.getMessage());
        }
    }

    /** Returns the place of a file that the user named. */
    Path existing(Path file) {
        Path place = folder.resolve(file);
        if (Files.isDirectory(place)) {
            throw new UnusableException(place + " is a folder; name a file");
        }
        if (!Files.exists(place)) {
            throw new UnusableException("there is no file " + place);
        }
        return place;
    }
}
