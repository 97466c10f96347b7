package dev.isobath.training.metrics;

import dev.isobath.spec.metrics.Metric;
import dev.isobath.training.routing.ExpertTrace;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the experts of each block did on held-out text under one kind of routing, added up chunk by chunk. */
public final class ExpertUse {

    private final Map<Integer, Counts> layers = new TreeMap<>();
    private final long flopsOfExpert;
    private long tokens;

    /**
     * Makes a use of nothing.
     *
     * @param flopsOfExpert the FLOPs of one expert for one token, forward
     */
    public ExpertUse(long flopsOfExpert) {
        this.flopsOfExpert = flopsOfExpert;
    }

    /**
     * The counts of one block.
     *
     * @param entered the tokens that entered the feed-forward
     * @param taken the tokens that experts took; a token that several took counts for each
     * @param noOps the tokens that no-ops took
     */
    private record Counts(long entered, long taken, long noOps) {

        Counts plus(Counts other) {
            return new Counts(entered + other.entered, taken + other.taken, noOps + other.noOps);
        }
    }

    /** The names of the metrics of one kind of routing. */
    public enum Names {
        AS_TRAINED(Metric.VAL_EXPERTS_PER_TOKEN, Metric.VAL_NO_OP_SHARE, Metric.VAL_EXPERT_FLOPS),
        CAUSALLY(Metric.VAL_EXPERTS_PER_TOKEN_CAUSAL, Metric.VAL_NO_OP_SHARE_CAUSAL, Metric.VAL_EXPERT_FLOPS_CAUSAL);

        private final Metric experts;
        private final Metric noOps;
        private final Metric flops;

        Names(Metric experts, Metric noOps, Metric flops) {
            this.experts = experts;
            this.noOps = noOps;
            this.flops = flops;
        }
    }

    /**
     * Adds the traces of one chunk.
     *
     * @param all the number of tokens of the chunk, also of those that went around a block
     */
    public void add(List<ExpertTrace> traces, long all) {
        tokens += all;
        for (ExpertTrace trace : traces) {
            long taken = trace.dispatch().taken().count();
            long noOps = Arrays.stream(trace.dispatch().load()).sum() - taken;
            layers.merge(trace.layer(), new Counts(trace.tokens(), taken, noOps), Counts::plus);
        }
    }

    /**
     * Puts the metrics of each block, and those of the model.
     *
     * @param noOps whether the model has no-ops
     */
    public void put(Measurements into, Names names, boolean noOps) {
        long taken = 0;
        for (Map.Entry<Integer, Counts> block : layers.entrySet()) {
            Counts counts = block.getValue();
            taken += counts.taken();
            if (counts.entered() > 0) {
                into.put(names.experts, block.getKey(), (double) counts.taken() / counts.entered());
                into.put(names.noOps, block.getKey(), noOps ? (double) counts.noOps() / counts.entered() : Double.NaN);
            }
        }
        if (!layers.isEmpty()) {
            into.put(names.flops, (double) taken * flopsOfExpert / tokens);
        }
    }
}
