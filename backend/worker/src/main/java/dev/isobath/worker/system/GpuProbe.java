package dev.isobath.worker.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks {@code nvidia-smi} what the GPUs of the machine use. Where there is no such program, it is not tried again. */
public final class GpuProbe {

    private static final Logger LOG = LoggerFactory.getLogger(GpuProbe.class);
    private static final List<String> COMMAND =
            List.of("nvidia-smi", "--query-gpu=utilization.gpu,memory.used", "--format=csv,noheader,nounits");
    private static final List<String> TOTAL =
            List.of("nvidia-smi", "--query-gpu=memory.total", "--format=csv,noheader,nounits");
    private static final long SECONDS_TO_ANSWER = 5;

    private final List<String> command;
    private boolean absent;

    /**
     * What the GPUs use.
     *
     * @param share the share of the time in which they compute, the mean of all of them, 0 to 1
     */
    record Usage(double share, long memoryBytes) {}

    GpuProbe() {
        this(COMMAND);
    }

    /** @param command a program that prints a line for each GPU: its use in percent, a comma, its memory in use in MiB */
    GpuProbe(List<String> command) {
        this.command = List.copyOf(command);
    }

    /** Returns the memory of the machine's largest GPU in bytes, or nothing where there is none or it does not answer. */
    public static OptionalLong largestMemoryBytes() {
        return new GpuProbe(TOTAL)
                .answer()
                .map(printed -> printed.lines()
                        .map(String::trim)
                        .filter(line -> line.matches("\\d{1,9}"))
                        .mapToLong(line -> Long.parseLong(line) << 20)
                        .max())
                .orElseGet(OptionalLong::empty);
    }

    /** Returns what the GPUs use, or nothing where there are none or they do not answer. */
    Optional<Usage> usage() {
        return answer().flatMap(GpuProbe::read);
    }

    /** Returns what the program prints, or nothing where it does not answer. */
    private Optional<String> answer() {
        if (absent) {
            return Optional.empty();
        }
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS_TO_ANSWER, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? Optional.of(printed) : Optional.empty();
        } catch (IOException notThere) {
            absent = true;
            LOG.debug("There is no nvidia-smi, so no GPU is measured: {}", notThere.getMessage());
            return Optional.empty();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<Usage> read(String printed) {
        double percent = 0;
        long mebibytes = 0;
        int gpus = 0;
        try {
            for (String line : printed.lines().filter(each -> !each.isBlank()).toList()) {
                String[] fields = line.split(",", -1);
                percent += Double.parseDouble(fields[0].trim());
                mebibytes += Long.parseLong(fields[1].trim());
                gpus++;
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException notSaid) {
            // A GPU may answer [N/A].
            return Optional.empty();
        }
        return gpus == 0 ? Optional.empty() : Optional.of(new Usage(percent / gpus / 100, mebibytes << 20));
    }
}
