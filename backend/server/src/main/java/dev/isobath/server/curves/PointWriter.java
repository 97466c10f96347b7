package dev.isobath.server.curves;

import java.io.IOException;

/** Writes points to a file, one after the other. */
interface PointWriter {

    /**
     * Writes one point. Points of a metric follow each other in the order of their steps.
     *
     * @param tokens the training tokens seen up to the step
     * @param flops the FLOPs executed up to the step
     * @param seconds the seconds of training up to the step
     */
    void write(String metric, long step, double tokens, double flops, double seconds, double value) throws IOException;

    /** Completes the file. */
    void finish() throws IOException;
}
