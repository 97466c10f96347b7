package dev.isobath.training.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.isobath.spec.Kind;
import dev.isobath.spec.Precision;
import dev.isobath.training.engine.Bf16Products;
import dev.isobath.training.engine.Processor;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * A step in bfloat16 beside a step in float32, in turns. It measures processor time, which other programs on the machine hardly change
 * where there is one thread ({@code ISOBATH_THREADS=1}). Arguments: kind, width, sequence, tokens, pairs.
 */
final class PrecisionStudy {

    private static final int LAYERS = 8;
    private static final int STEPS_A_TURN = 2;

    private PrecisionStudy() {}

    public static void main(String[] arguments) {
        Kind kind = Kind.valueOf(arguments[0]);
        int pairs = Integer.parseInt(arguments[4]);
        try (TrainingSteps full = steps(kind, Precision.F32, arguments);
                TrainingSteps half = steps(kind, Precision.BF16, arguments)) {
            double[] floats = new double[pairs];
            double[] ratios = new double[pairs];
            for (int pair = 0; pair < pairs; pair++) {
                floats[pair] = turn(full);
                ratios[pair] = turn(half) / floats[pair];
            }
            Arrays.sort(floats);
            Arrays.sort(ratios);
            System.out.printf(
                    "%s, class %s, products in %s: bf16 takes %.2f (%.2f-%.2f) of the time of f32, which is %.0f ms%n",
                    Arrays.toString(arguments),
                    Processor.inUse().text(),
                    Bf16Products.inUse().text(),
                    ratios[pairs / 2],
                    ratios[0],
                    ratios[pairs - 1],
                    floats[pairs / 2] * 1e3);
        }
    }

    private static TrainingSteps steps(Kind kind, Precision precision, String... arguments) {
        return new TrainingSteps(new Workload(
                        LAYERS,
                        Integer.parseInt(arguments[1]),
                        Integer.parseInt(arguments[2]),
                        precision,
                        Integer.parseInt(arguments[3]),
                        Workload.Device.CPU)
                .spec(kind));
    }

    /** Seconds of a step; the first of a turn is not measured. */
    private static double turn(TrainingSteps steps) {
        steps.step();
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long start = system.getProcessCpuTime();
        for (int i = 0; i < STEPS_A_TURN; i++) {
            steps.step();
        }
        return (system.getProcessCpuTime() - start) / 1e9 / STEPS_A_TURN;
    }
}
