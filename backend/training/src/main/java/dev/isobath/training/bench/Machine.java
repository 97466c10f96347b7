package dev.isobath.training.bench;

import dev.isobath.training.engine.Bf16Products;
import dev.isobath.training.engine.DeviceRates;
import dev.isobath.training.engine.Processor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The machine and the versions that were measured.
 *
 * @param processorClass the instructions that matrix products on the processor are computed with
 * @param bf16Products how they are computed for bfloat16 numbers: {@code native} or {@code float32}
 * @param flags the processor's features that matrix products use
 * @param threads the number of threads that one operation computes with
 * @param load the load average before the first measurement
 * @param library the version of libtorch under the engine
 * @param peer the version of PyTorch, or null when it is not installed
 */
record Machine(
        Instant date,
        String processor,
        String processorClass,
        String bf16Products,
        List<String> flags,
        int cores,
        int threads,
        long memoryBytes,
        String load,
        String system,
        String java,
        String library,
        @Nullable String peer) {

    static Machine look(Instant now, DeviceRates library, @Nullable String peer) {
        Processor processor = Processor.ofThisMachine();
        return new Machine(
                now.truncatedTo(ChronoUnit.SECONDS),
                processor.model(),
                Processor.inUse().text(),
                Bf16Products.inUse().text(),
                processor.flags().stream()
                        .filter(flag -> flag.matches(
                                "fma|avx2|f16c|avx512(f|bw|_bf16|_fp16|_vnni)|amx_.*|avx_vnni|avx_ne_convert"))
                        .sorted()
                        .toList(),
                Runtime.getRuntime().availableProcessors(),
                library.threads(),
                kilobytes(read(Path.of("/proc/meminfo")), "MemTotal"),
                Arrays.stream(read(Path.of("/proc/loadavg")).split(" "))
                        .findFirst()
                        .orElse(""),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Runtime.version().toString(),
                library.version(),
                peer);
    }

    /** Returns the bytes of memory that this process holds now. */
    static long residentBytes() {
        return kilobytes(read(Path.of("/proc/self/status")), "VmRSS");
    }

    static String field(String text, String name) {
        return text.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).matches(name.toLowerCase(Locale.ROOT) + "\\s*:.*"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }

    static long kilobytes(String text, String name) {
        String digits = field(text, name).replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits) * 1024;
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException absent) {
            return "";
        }
    }
}
