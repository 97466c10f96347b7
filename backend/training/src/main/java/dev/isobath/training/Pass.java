package dev.isobath.training;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * One way through a model with one batch: its sizes, what is counted as it is executed, and what the routers leave behind.
 *
 * <p>Closing it frees what forward kept for a backward that never came.
 */
final class Pass implements AutoCloseable {

    private final NDManager manager;
    private final Functions functions;
    private final FlopCounter flops;
    private final Rotary rotary;
    private final Purpose purpose;
    private final int batch;
    private final long step;
    private final List<Script.Kept> kept = new ArrayList<>();
    private final List<Supplier<RouterReading>> routers = new ArrayList<>();
    private final List<Supplier<ExpertReading>> experts = new ArrayList<>();

    /** What a pass is for. */
    enum Purpose {
        /** Forward and backward. */
        LEARN,
        /** Forward, routed as in training: with top-k, a choice sees later tokens. */
        MEASURE,
        /** Forward, every choice from the token and what is before it. */
        MEASURE_CAUSALLY
    }

    /**
     * @param manager owns everything the pass makes
     * @param batch B, sequences
     * @param step number of the training step, counted from 1; 0 outside of training
     */
    Pass(
            NDManager manager,
            Functions functions,
            FlopCounter flops,
            Rotary rotary,
            Purpose purpose,
            int batch,
            long step) {
        this.manager = manager;
        this.functions = functions;
        this.flops = flops;
        this.rotary = rotary;
        this.purpose = purpose;
        this.batch = batch;
        this.step = step;
    }

    NDManager manager() {
        return manager;
    }

    Functions functions() {
        return functions;
    }

    /** B. */
    int batch() {
        return batch;
    }

    /** Tokens of each sequence. */
    int sequence() {
        return rotary.sequence();
    }

    /** S, tokens of the sequences the model is trained on: at least {@link #sequence}. */
    int longest() {
        return rotary.longest();
    }

    long step() {
        return step;
    }

    Rotary rotary() {
        return rotary;
    }

    boolean learns() {
        return purpose == Purpose.LEARN;
    }

    boolean causal() {
        return purpose == Purpose.MEASURE_CAUSALLY;
    }

    /**
     * Whether experts choose where their numbers are. A GPU that is asked for its numbers is idle until Java has chosen; on the
     * processor there is nothing to wait for. Causal choices are Java's everywhere.
     */
    boolean choosesThere() {
        return manager.getDevice().isGpu() && !causal();
    }

    /** Frees what was kept when the pass ends, unless backward did before. */
    Script.Kept keep(Script.Kept one) {
        kept.add(one);
        return one;
    }

    /** What each routed block's router did, block by block. What is still on a device is fetched, which waits for it. */
    List<RouterReading> routers() {
        return routers.stream().map(Supplier::get).toList();
    }

    void read(RouterReading reading) {
        routers.add(() -> reading);
    }

    /** What will be known when the device has come so far. */
    void readRouterLater(Supplier<RouterReading> reading) {
        routers.add(reading);
    }

    /** What each expert router did, block by block; likewise. */
    List<ExpertReading> experts() {
        return experts.stream().map(Supplier::get).toList();
    }

    void read(ExpertReading reading) {
        experts.add(() -> reading);
    }

    void readExpertsLater(Supplier<ExpertReading> reading) {
        experts.add(reading);
    }

    /** FLOPs of a forward operation; its derivative costs twice that, once for each operand. */
    void count(int layer, String module, long forward) {
        flops.add(new Site(layer, module), forward, 2 * forward);
    }

    /** The same where the left operand is no function of a weight: only the right one's gradient is computed. */
    void countLeaf(int layer, String module, long forward) {
        flops.add(new Site(layer, module), forward, forward);
    }

    @Override
    public void close() {
        kept.forEach(one -> one.saved().close());
    }
}
