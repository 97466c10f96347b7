package dev.isobath.worker.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Keeps the output of a process line by line, and never makes the process wait. Long lines are cut, a flood of lines is left out,
 * and both are marked.
 */
public final class LogCapture {

    static final int LONGEST_LINE = 4_000;
    private static final int TAIL = 50;
    /** The bytes that a process may print at once. {@link #BYTES_PER_SECOND} limits what it may print after that. */
    private static final long BURST = 256 * 1024;

    private static final long BYTES_PER_SECOND = 16 * 1024;

    private final OutputStream file;
    private final LongSupplier nanoTime;
    private final Deque<String> tail = new ArrayDeque<>();
    private final byte[] line = new byte[LONGEST_LINE];
    private long length;
    private double allowance = BURST;
    private long lastTime;
    private long leftOut;
    private boolean fileFull;

    LogCapture(OutputStream file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
        this.lastTime = nanoTime.getAsLong();
    }

    public static LogCapture into(Path file) throws IOException {
        return new LogCapture(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND), System::nanoTime);
    }

    /** Reads the output to its end. */
    public void capture(InputStream output) {
        byte[] buffer = new byte[8192];
        try (output;
                file) {
            for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
                take(buffer, read);
            }
            endLine();
            tellLeftOut();
        } catch (IOException closed) {
            // The process is gone; what it printed before has been kept.
        }
    }

    private void take(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            byte next = bytes[i];
            if (next == '\n' || next == '\r') {
                endLine();
            } else {
                if (length < LONGEST_LINE) {
                    line[(int) length] = next;
                }
                length++;
            }
        }
    }

    private void endLine() {
        if (length == 0) {
            return;
        }
        String text = printable(new String(line, 0, (int) Math.min(length, LONGEST_LINE), StandardCharsets.UTF_8));
        if (length > LONGEST_LINE) {
            text += " ... [cut: the line has " + length + " bytes]";
        }
        length = 0;
        if (allows(text.length())) {
            tellLeftOut();
            keep(text);
        } else {
            leftOut++;
        }
    }

    /** Replaces control characters, which cause trouble in databases and terminals. */
    private static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) && c != '\t' ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private boolean allows(int bytes) {
        long now = nanoTime.getAsLong();
        allowance = Math.min(BURST, allowance + (now - lastTime) / 1e9 * BYTES_PER_SECOND);
        lastTime = now;
        if (allowance < bytes) {
            return false;
        }
        allowance -= bytes;
        return true;
    }

    private void tellLeftOut() {
        if (leftOut > 0) {
            keep("[" + leftOut + " lines left out: the attempt prints more than is kept]");
            leftOut = 0;
        }
    }

    private synchronized void keep(String text) {
        if (tail.size() == TAIL) {
            tail.removeFirst();
        }
        tail.addLast(text);
        try {
            if (!fileFull) {
                file.write((text + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException diskFull) {
            // Training matters more than its log. Half a line may be in the file, so nothing may follow it.
            fileFull = true;
        }
    }

    /** Returns the last lines that were kept. */
    public synchronized List<String> tail() {
        return List.copyOf(tail);
    }
}
