package dev.isobath.training;

import ai.djl.ndarray.NDManager;
import java.util.stream.IntStream;

/**
 * Which tokens of each of B sequences go through a block, k places each. Where fewer are chosen than there are places, the
 * places left over are the last ones of their sequence: causal attention keeps them from the others by itself.
 *
 * @param rows whose row among all B S each place takes, ascending within a sequence, B k; an empty place has some row
 * @param positions their positions in their own sequences, B k
 * @param filled the places that are not empty; as many as there are places means all, whatever they are
 * @param present the same by sequence
 * @param membership whether a token is chosen, B S
 * @param dropped tokens that chose the block and found it full
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Selection(Rows rows, Rows positions, Rows filled, Present present, boolean[] membership, int dropped) {

    /**
     * @param chosen token indices of each sequence, ascending
     * @param places k
     * @param sequence S
     */
    static Selection of(NDManager manager, int[][] chosen, int places, int sequence, int dropped) {
        int batch = chosen.length;
        int[] rows = new int[batch * places];
        int[] positions = new int[batch * places];
        int[] counts = new int[batch];
        boolean[] membership = new boolean[batch * sequence];
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
                    membership[b * sequence + token] = true;
                }
            }
        }
        Rows all = Rows.of(manager, rows);
        return new Selection(
                all,
                Rows.of(manager, positions),
                count == rows.length ? all : Rows.of(manager, java.util.Arrays.copyOf(filled, count)),
                new Present(counts, places),
                membership,
                dropped);
    }

    /** Whoever is chosen, as places in the whole batch, ascending. */
    int[] taken() {
        return IntStream.range(0, membership.length).filter(i -> membership[i]).toArray();
    }

    /** k. */
    int places() {
        return present.places();
    }
}
