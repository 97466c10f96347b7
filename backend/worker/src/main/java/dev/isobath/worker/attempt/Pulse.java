package dev.isobath.worker.attempt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What an attempt's process shows of its life, in a small file that it rewrites every second.
 *
 * @param beats the number of times that the file was written; it stands still when the process is stopped
 * @param signs the number of signs of work that training has given; it stands still when training hangs
 * @param steps the number of steps that this process has taken
 */
record Pulse(long beats, long signs, long steps) {

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int BYTES = 3 * Long.BYTES;

    /** Reads the file. The result is empty before it is written, and where the process cannot write it. */
    static Optional<Pulse> read(Path file) {
        try {
            byte[] content = Files.readAllBytes(file);
            if (content.length < BYTES) {
                return Optional.empty();
            }
            ByteBuffer numbers = ByteBuffer.wrap(content);
            return Optional.of(new Pulse(numbers.getLong(), numbers.getLong(), numbers.getLong()));
        } catch (IOException notWritten) {
            return Optional.empty();
        }
    }

    /** The process's side: counts what training does and writes it down. */
    static final class Writer {

        private final AtomicLong signs = new AtomicLong();
        private final AtomicLong steps = new AtomicLong();

        /** Starts to write into the file, until the process ends. */
        void start(Path file) {
            Thread.ofPlatform().daemon().name("pulse").start(() -> write(file));
        }

        void sign() {
            signs.incrementAndGet();
        }

        void step() {
            steps.incrementAndGet();
            sign();
        }

        private void write(Path file) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                for (long beat = 1; ; beat++) {
                    ByteBuffer numbers = ByteBuffer.allocate(BYTES);
                    numbers.putLong(beat)
                            .putLong(signs.get())
                            .putLong(steps.get())
                            .flip();
                    channel.write(numbers, 0);
                    Thread.sleep(EVERY);
                }
            } catch (IOException diskFull) {
                // A process without a pulse file is not watched, and training goes on.
                System.err.println("The pulse cannot be written: " + diskFull.getMessage());
                file.toFile().delete();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
