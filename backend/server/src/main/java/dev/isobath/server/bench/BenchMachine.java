package dev.isobath.server.bench;

import dev.isobath.spec.protocol.ProcessorClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The machine that a table was measured on. */
final class BenchMachine {

    private BenchMachine() {}

    /** Returns the number of cores, the name of the processor and the class that training tells it by. */
    static String describe() throws IOException {
        String text = Files.readString(Path.of("/proc/cpuinfo"));
        return "%d cores, %s, %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        field(text, "model name"),
                        processorClass(Set.of(field(text, "flags").split(" +", -1)))
                                .text());
    }

    private static ProcessorClass processorClass(Set<String> flags) {
        if (flags.contains("amx_bf16")) {
            return ProcessorClass.AMX;
        }
        if (flags.contains("avx512_bf16")) {
            return ProcessorClass.AVX512_BF16;
        }
        if (flags.containsAll(List.of("avx512f", "avx512bw", "avx512vl"))) {
            return ProcessorClass.AVX512;
        }
        return flags.contains("avx2") ? ProcessorClass.AVX2 : ProcessorClass.OTHER;
    }

    private static String field(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse("unknown");
    }
}
