package dev.isobath.server.queue;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.spec.protocol.SystemSample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks what a node says that it uses, before any of it is stored. */
final class SystemSampleValidator {

    private static final int MOST = 1000;
    private static final double OLDEST_SECONDS = 86_400;
    private static final double MOST_BYTES = 0x1p62;
    private static final double MOST_CORES = 1 << 20;

    private SystemSampleValidator() {}

    /**
     * Returns the samples, none where the worker sent none.
     *
     * @throws BadRequestException with the field that is wrong
     */
    @SuppressWarnings("ConstantValue") // an entry that a client leaves out is null, whatever its type says
    static List<SystemSample> validated(@Nullable List<SystemSample> samples, String pointer) {
        if (samples == null) {
            return List.of();
        }
        if (samples.size() > MOST) {
            throw BadRequestException.invalid(pointer, "must have at most " + MOST + " samples");
        }
        for (int i = 0; i < samples.size(); i++) {
            if (samples.get(i) == null) {
                throw BadRequestException.invalid(pointer + "/" + i, "must be an object");
            }
            check(samples.get(i), pointer + "/" + i);
        }
        return samples;
    }

    static void check(SystemSample sample, String pointer) {
        range(sample.age(), OLDEST_SECONDS, pointer + "/age");
        range(sample.cpu(), 1, pointer + "/cpu");
        range(sample.memoryBytes(), MOST_BYTES, pointer + "/memoryBytes");
        range(sample.processCpu(), MOST_CORES, pointer + "/processCpu");
        range(sample.processMemoryBytes(), MOST_BYTES, pointer + "/processMemoryBytes");
        range(sample.gpu(), 1, pointer + "/gpu");
        range(sample.gpuMemoryBytes(), MOST_BYTES, pointer + "/gpuMemoryBytes");
    }

    private static void range(@Nullable Number value, double most, String pointer) {
        if (value != null && !(value.doubleValue() >= 0 && value.doubleValue() <= most)) {
            throw BadRequestException.invalid(pointer, "must be a number from 0 to %.0f".formatted(most));
        }
    }
}
