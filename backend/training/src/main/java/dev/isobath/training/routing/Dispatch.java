package dev.isobath.training.routing;

import ai.djl.ndarray.NDManager;
import dev.isobath.training.engine.RowIndices;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The rows that are dispatched to E experts. Each expert has c slots, and the slots of one expert follow those of the expert
 * before it.
 *
 * @param rows the row that each slot takes, E c
 * @param shares the index of each slot's share among the N P shares, E c
 * @param filled the slots that hold a token; the other slots are computed and thrown away. As many indices as there are slots
 *     mean that all slots are filled, whatever the indices are
 * @param load the number of tokens that each path was given, real experts first, then no-ops
 * @param dropped the number of choices that found their expert full
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Dispatch(RowIndices rows, RowIndices shares, RowIndices filled, int[] load, int dropped) {

    /** Makes a dispatch from indices that are known in Java. */
    public static Dispatch of(NDManager manager, int[] rows, int[] shares, int[] filled, int[] load, int dropped) {
        RowIndices all = RowIndices.of(manager, rows);
        RowIndices taken = filled.length == rows.length ? all : RowIndices.of(manager, filled);
        return new Dispatch(all, RowIndices.of(manager, shares), taken, load, dropped);
    }

    /** Returns the slots that hold a token, in either form of {@code filled}. */
    public IntStream taken() {
        return filled.count() == rows.count() ? IntStream.range(0, rows.count()) : Arrays.stream(filled.index());
    }
}
