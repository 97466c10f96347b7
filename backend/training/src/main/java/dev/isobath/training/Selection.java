package dev.isobath.training;

import ai.djl.ndarray.NDManager;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens of each of B sequences go through a block, k places each. Where fewer are chosen than there are places, the
 * places left over are the last ones of their sequence: causal attention keeps them from the others by itself.
 */
final class Selection {

    private final Rows rows;
    private final Rows positions;
    private final Rows filled;
    private final Present present;
    private final int tokens;
    private final int dropped;
    private boolean @Nullable [] membership;

    private Selection(Rows rows, Rows positions, Rows filled, Present present, int tokens, int dropped) {
        this.rows = rows;
        this.positions = positions;
        this.filled = filled;
        this.present = present;
        this.tokens = tokens;
        this.dropped = dropped;
    }

    /**
     * @param chosen token indices of each sequence, ascending
     * @param places k
     * @param sequence S
     * @param dropped tokens that chose the block and found it full
     */
    static Selection of(NDManager manager, int[][] chosen, int places, int sequence, int dropped) {
        int batch = chosen.length;
        int[] rows = new int[batch * places];
        int[] positions = new int[batch * places];
        int[] counts = new int[batch];
        int[] filled = new int[batch * places];
        int count = 0;
        for (int b = 0; b < batch; b++) {
            counts[b] = chosen[b].length;
            for (int i = 0; i < places; i++) {
                int place = b * places + i;
                int token = i < chosen[b].length ? chosen[b][i] : 0;
                rows[place] = b * sequence + token;
                positions[place] = token;
                if (i < chosen[b].length) {
                    filled[count++] = place;
                }
            }
        }
        Rows all = Rows.of(manager, rows);
        return new Selection(
                all,
                Rows.of(manager, positions),
                count == rows.length ? all : Rows.of(manager, java.util.Arrays.copyOf(filled, count)),
                new Present(counts, places),
                batch * sequence,
                dropped);
    }

    /**
     * One whose places are all filled, made where the numbers are.
     *
     * @param rows of all B sequences, B k, ascending
     * @param positions the same in their own sequences
     */
    static Selection of(Rows rows, Rows positions, int batch, int sequence) {
        return new Selection(rows, positions, rows, Present.all(batch, rows.count() / batch), batch * sequence, 0);
    }

    /** Whose row among all B S each place takes, B k, ascending within a sequence; an empty place has some row. */
    Rows rows() {
        return rows;
    }

    /** Their positions in their own sequences, B k. */
    Rows positions() {
        return positions;
    }

    /** The places that are not empty; as many as there are places means all, whatever they are. */
    Rows filled() {
        return filled;
    }

    /** The same by sequence. */
    Present present() {
        return present;
    }

    /** Tokens that chose the block and found it full. */
    int dropped() {
        return dropped;
    }

    /** Whether a token is chosen, B S. */
    boolean[] membership() {
        boolean[] known = membership;
        if (known == null) {
            known = new boolean[tokens];
            for (int place = 0; place < rows.count(); place++) {
                if (present.isToken(place / places(), place % places())) {
                    known[rows.index()[place]] = true;
                }
            }
            membership = known;
        }
        return known;
    }

    /** Whoever is chosen, as places in the whole batch, ascending. */
    int[] taken() {
        return IntStream.range(0, tokens).filter(i -> membership()[i]).toArray();
    }

    /** B. */
    int sequences() {
        return present.counts().length;
    }

    /** k. */
    int places() {
        return present.places();
    }
}
