package dev.isobath.training.routing;

import ai.djl.ndarray.NDManager;
import dev.isobath.training.engine.RowIndices;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of each of B sequences that go through a block. Each sequence has k slots. Where fewer tokens are chosen than there are
 * slots, the last slots of the sequence are padding: the causal mask hides them from the chosen tokens.
 */
public final class Selection {

    private final RowIndices rows;
    private final RowIndices positions;
    private final RowIndices filled;
    private final ValidTokens valid;
    private final int tokens;
    private final int dropped;
    private boolean @Nullable [] membership;

    private Selection(
            RowIndices rows, RowIndices positions, RowIndices filled, ValidTokens valid, int tokens, int dropped) {
        this.rows = rows;
        this.positions = positions;
        this.filled = filled;
        this.valid = valid;
        this.tokens = tokens;
        this.dropped = dropped;
    }

    /**
     * Makes a selection from indices.
     *
     * @param chosen the token indices of each sequence, ascending
     * @param slots the number of slots of each sequence, k
     * @param sequence the number of tokens of each sequence, S
     * @param dropped the number of tokens that chose the block and found it full
     */
    public static Selection of(NDManager manager, int[][] chosen, int slots, int sequence, int dropped) {
        int batch = chosen.length;
        int[] rows = new int[batch * slots];
        int[] positions = new int[batch * slots];
        int[] counts = new int[batch];
        int[] filled = new int[batch * slots];
        int count = 0;
        for (int b = 0; b < batch; b++) {
            counts[b] = chosen[b].length;
            for (int i = 0; i < slots; i++) {
                int slot = b * slots + i;
                int token = i < chosen[b].length ? chosen[b][i] : 0;
                rows[slot] = b * sequence + token;
                positions[slot] = token;
                if (i < chosen[b].length) {
                    filled[count++] = slot;
                }
            }
        }
        RowIndices all = RowIndices.of(manager, rows);
        return new Selection(
                all,
                RowIndices.of(manager, positions),
                count == rows.length ? all : RowIndices.of(manager, Arrays.copyOf(filled, count)),
                new ValidTokens(counts, slots),
                batch * sequence,
                dropped);
    }

    /**
     * Makes a selection whose slots are all filled from indices that are still on the device.
     *
     * @param rows the row of each chosen token in the batch, B k, ascending
     * @param positions the position of each chosen token in its own sequence, B k
     */
    public static Selection of(RowIndices rows, RowIndices positions, int batch, int sequence) {
        return new Selection(rows, positions, rows, ValidTokens.all(batch, rows.count() / batch), batch * sequence, 0);
    }

    /**
     * Returns the same selection where capacities inside the block are shares of {@code room} tokens, whatever the number of slots
     * is. The slots of thresholds depend on the other sequences of the batch, and a sequence's result may not.
     */
    Selection withRoom(int room) {
        return new Selection(
                rows, positions, filled, new ValidTokens(valid.counts(), valid.slots(), room), tokens, dropped);
    }

    /** Returns the row of the batch that each slot takes, B k, ascending within a sequence. A padding slot has some row. */
    public RowIndices rows() {
        return rows;
    }

    /** Returns the position in its own sequence that each slot takes, B k. */
    public RowIndices positions() {
        return positions;
    }

    /** Returns the slots that are not padding. As many indices as there are slots mean all slots, whatever the indices are. */
    public RowIndices filled() {
        return filled;
    }

    /** Returns how many slots of each sequence are not padding. */
    public ValidTokens validTokens() {
        return valid;
    }

    /** Returns the number of tokens that chose the block and found it full. */
    public int dropped() {
        return dropped;
    }

    /** Returns for each token of the batch whether it is chosen, B S. */
    public boolean[] membership() {
        boolean[] known = membership;
        if (known == null) {
            known = new boolean[tokens];
            for (int slot = 0; slot < rows.count(); slot++) {
                if (valid.isToken(slot / slots(), slot % slots())) {
                    known[rows.index()[slot]] = true;
                }
            }
            membership = known;
        }
        return known;
    }

    /** Returns the rows of the chosen tokens in the batch, ascending. */
    public int[] taken() {
        return IntStream.range(0, tokens).filter(i -> membership()[i]).toArray();
    }

    /** Returns the number of sequences, B. */
    public int sequences() {
        return valid.counts().length;
    }

    /** Returns the number of slots of each sequence, k. */
    public int slots() {
        return valid.slots();
    }
}
