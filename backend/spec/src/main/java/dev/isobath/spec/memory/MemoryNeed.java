package dev.isobath.spec.memory;

import dev.isobath.spec.Device;
import dev.isobath.spec.ExperimentSpec;

/**
 * The most memory that the process of an attempt takes, in bytes, estimated from the spec. A test compares it with measured peaks.
 *
 * @param device where the model is; the rest is in the memory of the host
 * @param weights weights, gradients and moments, and where the spec has them, copies of lower precision and sums over micro-batches
 * @param activations what the forward pass of one micro-batch keeps for the backward pass
 * @param logits what the loss takes, which goes through the vocabulary some rows at a time
 * @param passing what a backward pass or an update takes for a moment
 * @param drawn the numbers that first weights are drawn as; they are given back before the first step
 * @param program the program itself, its libraries included
 */
public record MemoryNeed(
        Device device, long weights, long activations, long logits, long passing, long drawn, long program) {

    /** The program on the CPU: the Java process, libtorch and oneDNN. */
    private static final long CPU_PROGRAM = 420L << 20;
    /** The program on the host of a GPU: the libraries for CUDA are larger. */
    private static final long CUDA_PROGRAM = 3L << 30;
    /** What CUDA and its libraries take on the GPU before anything is computed. */
    private static final long CUDA_CONTEXT = 700L << 20;

    private static final long LEAST_RESERVE = 512L << 20;

    /** The parts of the estimate that a spec can be made smaller by. */
    public enum Part {
        WEIGHTS,
        ACTIVATIONS,
        LOGITS
    }

    /** Estimates the memory of a spec. */
    public static MemoryNeed of(ExperimentSpec spec) {
        return new MemoryEstimate(spec).need();
    }

    static MemoryNeed of(
            Device device, double weights, double activations, double logits, double passing, double drawn) {
        // Sizes beyond 8 exabytes are all the same.
        return new MemoryNeed(
                device,
                (long) weights,
                (long) activations,
                (long) logits,
                (long) passing,
                (long) drawn,
                device == Device.CPU ? CPU_PROGRAM : CUDA_PROGRAM);
    }

    /** Returns what a step takes beside the weights. */
    private double step() {
        return (double) activations + (double) Math.max(logits, passing);
    }

    /** Returns the bytes in the memory of the host. */
    public long hostBytes() {
        double most = device == Device.CPU ? (double) weights + Math.max(step(), (double) drawn) : (double) drawn;
        return (long) ((double) program + most);
    }

    /** Returns the bytes in the memory of the GPU; 0 without one. */
    public long deviceBytes() {
        return device == Device.CPU ? 0 : (long) ((double) (CUDA_CONTEXT + weights) + step());
    }

    /**
     * Returns the memory of a node that attempts may take. The rest is for the system, the node itself, and what the estimate misses.
     *
     * @param total all the memory of the machine or of the GPU, in bytes
     */
    public static long usable(long total) {
        return Math.max(0, total - Math.max(LEAST_RESERVE, total / 10));
    }

    /** Returns bytes as people write them, for example {@code 6.4 TB}. */
    public static String words(long bytes) {
        String[] units = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
        double value = (double) bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return (value < 10 && unit > 0 ? "%.1f %s" : "%.0f %s").formatted(value, units[unit]);
    }

    /** Returns the parts in words, for people who have to make a spec smaller. */
    public String parts() {
        return "weights, gradients and moments %s, activations %s, logits %s"
                .formatted(words(weights), words(activations), words(logits));
    }

    /** Returns the largest part. */
    public Part largest() {
        if (weights >= activations && weights >= logits) {
            return Part.WEIGHTS;
        }
        return activations >= logits ? Part.ACTIVATIONS : Part.LOGITS;
    }
}
