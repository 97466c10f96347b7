package dev.isobath.training.engine;

import dev.isobath.spec.protocol.ProcessorClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A processor as {@code /proc/cpuinfo} describes it.
 *
 * @param flags what it can do, by the kernel's names
 */
public record Processor(String model, Set<String> flags) {

    /** The environment variable that limits the instructions of oneDNN. */
    private static final String ONEDNN = "ONEDNN_MAX_CPU_ISA";

    /** The environment variable that limits the instructions of libtorch's own functions. */
    private static final String ATEN = "ATEN_CPU_CAPABILITY";

    /** What libtorch asks for before it uses AVX-512. */
    private static final Set<String> AVX512 = Set.of("avx512f", "avx512bw", "avx512vl", "avx512dq");

    private static final Set<String> AMX = Set.of("amx_tile", "amx_bf16");

    /** Reads the description of this machine's processor. Where there is none, the processor can do nothing special. */
    public static Processor ofThisMachine() {
        try {
            return parse(Files.readString(Path.of("/proc/cpuinfo")));
        } catch (IOException notLinux) {
            return parse("");
        }
    }

    /** Reads the first processor of a text in the format of {@code /proc/cpuinfo} (proc_cpuinfo(5)). */
    static Processor parse(String cpuinfo) {
        return new Processor(
                field(cpuinfo, "model name"), Set.of(field(cpuinfo, "flags").split(" +", -1)));
    }

    private static String field(String text, String name) {
        return text.lines()
                .filter(line -> line.matches(name + "\\s*:.*"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** Returns the class of this machine's processor, as far as the environment of this process lets the libraries use it. */
    public static ProcessorClass inUse() {
        return ofThisMachine().limited(System.getenv());
    }

    /** Returns the class of the processor. */
    ProcessorClass processorClass() {
        if (!flags.contains("avx2")) {
            return ProcessorClass.OTHER;
        }
        if (!flags.containsAll(AVX512)) {
            return ProcessorClass.AVX2;
        }
        if (!flags.contains("avx512_bf16")) {
            return ProcessorClass.AVX512;
        }
        return flags.containsAll(AMX) ? ProcessorClass.AMX : ProcessorClass.AVX512_BF16;
    }

    /** Returns the class that is left of it under the limits that an environment sets to the libraries. */
    ProcessorClass limited(Map<String, String> environment) {
        ProcessorClass least = processorClass();
        for (ProcessorClass limit : new ProcessorClass[] {
            onednn(environment.getOrDefault(ONEDNN, "")), aten(environment.getOrDefault(ATEN, ""))
        }) {
            least = limit.compareTo(least) < 0 ? limit : least;
        }
        return least;
    }

    /** The names are oneDNN's. It ignores a name that it does not know. */
    private static ProcessorClass onednn(String limit) {
        return switch (limit.toUpperCase(Locale.ROOT)) {
            case "SSE41", "AVX" -> ProcessorClass.OTHER;
            case "AVX2", "AVX2_VNNI", "AVX2_VNNI_2" -> ProcessorClass.AVX2;
            case "AVX512_CORE", "AVX512_CORE_VNNI" -> ProcessorClass.AVX512;
            case "AVX512_CORE_BF16", "AVX512_CORE_FP16", "AVX10_1_512" -> ProcessorClass.AVX512_BF16;
            default -> ProcessorClass.AMX;
        };
    }

    /** The names are libtorch's. It ignores a name that it does not know. */
    private static ProcessorClass aten(String limit) {
        return switch (limit) {
            case "default" -> ProcessorClass.OTHER;
            case "avx2" -> ProcessorClass.AVX2;
            default -> ProcessorClass.AMX;
        };
    }
}
