package dev.isobath.training.engine;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * One pass of one batch through a model, forward and perhaps backward. It says what the pass is for and how large it is, it counts FLOPs as
 * they are executed, and it keeps the traces that parts of the model leave for metrics.
 *
 * <p>Closing a pass frees what forward kept for a backward that never came.
 */
public final class Pass implements AutoCloseable {

    private final NDManager manager;
    private final FlopCounter flops;
    private final Purpose purpose;
    private final int batch;
    private final int sequence;
    private final int trainedSequence;
    private final long step;
    private final int firstSequence;
    private final List<Script.Kept> kept = new ArrayList<>();
    private final List<Trace<?>> traces = new ArrayList<>();

    /** The purpose of a pass. */
    public enum Purpose {
        /** Forward and backward. */
        TRAIN,
        /** Forward only. Tokens are routed as in training: with top-k, a choice depends on later tokens. */
        EVALUATE,
        /** Forward only. Every choice depends on the token itself and on earlier tokens. */
        EVALUATE_CAUSALLY
    }

    private record Trace<T>(Class<T> type, Supplier<T> trace) {}

    /**
     * Begins a pass.
     *
     * @param manager owns every array that the pass makes
     * @param batch the number of sequences, B
     * @param sequence the number of tokens in each sequence
     * @param trainedSequence the number of tokens in the sequences that the model is trained on, S; at least {@code sequence}
     * @param step the number of the training step, counted from 1; 0 outside of training
     */
    public Pass(
            NDManager manager,
            FlopCounter flops,
            Purpose purpose,
            int batch,
            int sequence,
            int trainedSequence,
            long step) {
        this(manager, flops, purpose, batch, sequence, trainedSequence, step, 0);
    }

    /**
     * Begins a pass over a part of a batch.
     *
     * @param firstSequence the number of its first sequence in the whole batch, counted from 0
     */
    public Pass(
            NDManager manager,
            FlopCounter flops,
            Purpose purpose,
            int batch,
            int sequence,
            int trainedSequence,
            long step,
            int firstSequence) {
        this.firstSequence = firstSequence;
        this.manager = manager;
        this.flops = flops;
        this.purpose = purpose;
        this.batch = batch;
        this.sequence = sequence;
        this.trainedSequence = trainedSequence;
        this.step = step;
    }

    /** Returns the manager that owns every array of the pass. */
    public NDManager manager() {
        return manager;
    }

    /** Returns the number of sequences, B. */
    public int batch() {
        return batch;
    }

    /** Returns the number of tokens in each sequence. */
    public int sequence() {
        return sequence;
    }

    /** Returns the number of tokens in the sequences that the model is trained on, S. It is at least {@link #sequence}. */
    public int trainedSequence() {
        return trainedSequence;
    }

    /** Returns the number of the training step, counted from 1; 0 outside of training. */
    public long step() {
        return step;
    }

    /** Returns the number that the first sequence has in its batch, counted from 0. It is above 0 in later micro-batches. */
    public int firstSequence() {
        return firstSequence;
    }

    /** Returns whether a backward pass follows. */
    public boolean trains() {
        return purpose == Purpose.TRAIN;
    }

    /** Returns whether routers may not depend on later tokens. */
    public boolean causal() {
        return purpose == Purpose.EVALUATE_CAUSALLY;
    }

    /**
     * Returns whether experts choose their tokens on the device. A GPU that is asked for its numbers is idle until Java has chosen. On a
     * processor there is nothing to wait for. Causal choices are made in Java on every device.
     */
    public boolean choosesOnDevice() {
        return manager.getDevice().isGpu() && !causal();
    }

    /** Frees what was kept when the pass ends, unless backward did so before. */
    public Script.Kept keep(Script.Kept one) {
        kept.add(one);
        return one;
    }

    /** Leaves a trace of what one part of the model did. */
    public <T> void leave(Class<T> type, T trace) {
        leaveLater(type, () -> trace);
    }

    /**
     * Leaves a trace that is known only when the device has computed it. The supplier is called when the traces are asked for.
     */
    public <T> void leaveLater(Class<T> type, Supplier<T> trace) {
        traces.add(new Trace<>(type, trace));
    }

    /** Returns the traces of one type, block by block. It waits for the device where a trace is still computed there. */
    public <T> List<T> traces(Class<T> type) {
        return traces.stream()
                .filter(trace -> trace.type() == type)
                .map(trace -> type.cast(trace.trace().get()))
                .toList();
    }

    /** Counts the FLOPs of a forward operation. Its derivative costs twice as many, once for each operand. */
    public void count(int layer, String module, long forward) {
        flops.add(layer, module, forward, 2 * forward);
    }

    /**
     * Counts the FLOPs of a forward operation whose left operand does not depend on any weight. Only the gradient of the right operand is
     * computed.
     */
    public void countLeaf(int layer, String module, long forward) {
        flops.add(layer, module, forward, forward);
    }

    @Override
    public void close() {
        kept.forEach(one -> one.saved().close());
    }
}
