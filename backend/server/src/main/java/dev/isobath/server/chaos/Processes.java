package dev.isobath.server.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The processes of an installation, told from others by its temporary folder in their command lines. */
final class Processes {

    /** The signals that are sent. */
    enum Signal {
        KILL,
        STOP,
        CONT
    }

    private final Path folder;

    Processes(Path folder) {
        this.folder = folder;
    }

    /** Returns the processes whose command line has a text, the oldest first. */
    List<Long> find(String text) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .sorted()
                .filter(pid -> commandLine(pid)
                        .filter(line -> line.contains(folder.toString()) && line.contains(text))
                        .isPresent())
                .toList();
    }

    /** Returns the children of a process whose command line has a text. */
    static List<Long> children(Process parent, String text) {
        return parent.descendants()
                .map(ProcessHandle::pid)
                .filter(pid ->
                        commandLine(pid).filter(line -> line.contains(text)).isPresent())
                .toList();
    }

    /** Returns the processes and their descendants. */
    static Stream<Long> withDescendants(List<Long> pids) {
        return pids.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .flatMap(each -> Stream.concat(Stream.of(each), each.descendants()))
                .map(ProcessHandle::pid);
    }

    /** Waits until processes that were killed are gone, so that they write nothing any more. */
    static void awaitEnd(List<Long> pids) throws InterruptedException {
        for (long pid : pids) {
            Optional<ProcessHandle> process = ProcessHandle.of(pid);
            if (process.isPresent()) {
                try {
                    process.get().onExit().get(30, TimeUnit.SECONDS);
                } catch (ExecutionException | TimeoutException stays) {
                    System.err.println("isobath: process " + pid + " does not end");
                }
            }
        }
    }

    private static Optional<String> commandLine(long pid) {
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
            return line.length == 0
                    ? Optional.empty()
                    : Optional.of(new String(line, StandardCharsets.UTF_8).replace('\0', ' '));
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    /** Sends a signal to processes. One that has ended is no failure. */
    static void send(Signal signal, List<Long> pids) throws InterruptedException {
        for (long pid : pids) {
            run("kill", "-" + signal, Long.toString(pid));
        }
    }

    /** Runs a program to its end and returns whether it succeeded. */
    static boolean run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    /** Deletes a folder with everything in it. */
    static void delete(Path folder) {
        try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
