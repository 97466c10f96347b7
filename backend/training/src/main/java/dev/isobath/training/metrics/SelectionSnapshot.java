package dev.isobath.training.metrics;

import dev.isobath.spec.metrics.Metric;
import dev.isobath.training.model.Batch;
import dev.isobath.training.routing.RouterTrace;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tokens that each routed block chose at an evaluation, always of the same held-out text, to be compared with the next
 * evaluation. Checkpoints keep it, so that a resumed run makes the same comparison.
 *
 * @param sequences the number of sequences: B, or as many as {@link #MOST_TOKENS} allow
 * @param length the number of tokens in a sequence, S
 * @param chosen the choice of each block, one bit for each token
 */
public record SelectionSnapshot(int sequences, int length, Map<Integer, byte[]> chosen) {

    /** The largest number of tokens that are kept. One sequence is always kept. */
    static final int MOST_TOKENS = 8192;

    /**
     * Takes the selections of a batch.
     *
     * @param traces the traces of the first held-out batch, routed as in training
     */
    public static SelectionSnapshot of(Batch batch, List<RouterTrace> traces) {
        int sequences = Math.clamp(MOST_TOKENS / batch.length(), 1, batch.count());
        Map<Integer, byte[]> chosen = new TreeMap<>();
        for (RouterTrace trace : traces) {
            BitSet bits = new BitSet(sequences * batch.length());
            for (int i = 0; i < sequences * batch.length(); i++) {
                bits.set(i, trace.selection().membership()[i]);
            }
            chosen.put(trace.layer(), bits.toByteArray());
        }
        return new SelectionSnapshot(sequences, batch.length(), chosen);
    }

    /** Puts how much of the choice {@code before} each block made again. */
    public void put(Measurements into, SelectionSnapshot before) {
        chosen.forEach((layer, now) -> {
            byte[] then = before.chosen.get(layer);
            if (then != null) {
                SelectionOverlap overlap = SelectionOverlap.of(flags(then), flags(now), sequences);
                into.put(Metric.SELECTION_KEPT, layer, overlap.share());
                into.put(Metric.SELECTION_KEPT_CHANCE, layer, overlap.chance());
            }
        });
    }

    private boolean[] flags(byte[] bytes) {
        BitSet bits = BitSet.valueOf(bytes);
        boolean[] flags = new boolean[sequences * length];
        for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
            flags[i] = true;
        }
        return flags;
    }
}
