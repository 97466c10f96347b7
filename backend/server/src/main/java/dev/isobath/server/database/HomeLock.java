package dev.isobath.server.database;

import dev.isobath.server.home.HomeDirectory;
import dev.isobath.server.home.UnreadableHomeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * A lock that prevents a second server on the data of an installation with an embedded database. The operating system releases
 * the lock when the process ends for whatever reason.
 */
public final class HomeLock implements AutoCloseable {

    private static final String FILE = "server.lock";

    /** Keeps the lock reachable. The garbage collector would close an unreachable channel and so release the lock. */
    @SuppressWarnings("unused")
    private static @Nullable HomeLock held;

    private final FileLock lock;

    private HomeLock(FileLock lock) {
        this.lock = lock;
    }

    /**
     * Takes the lock when the database is embedded. When another process holds it, or the home cannot be used, this process prints
     * one line that says so and exits with status 1.
     */
    public static void takeOrExit(Environment environment) {
        if (!"embedded".equals(environment.getProperty("isobath.database"))) {
            return;
        }
        try {
            held = take(HomeDirectory.at(environment.getRequiredProperty("isobath.home")));
        } catch (HomeInUseException | UnreadableHomeException e) {
            System.err.println("isobath: " + e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Takes the lock. It is held until it is closed or the process ends.
     *
     * @throws HomeInUseException when another server holds it
     */
    static HomeLock take(HomeDirectory home) {
        Path file = home.folder().resolve(FILE);
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new HomeInUseException(home.folder(), file);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
            return new HomeLock(lock);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + file, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release the lock", e);
        }
    }
}
