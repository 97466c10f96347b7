package dev.isobath.training.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Row numbers of a matrix, on both sides of the language border: those made on a device are fetched when Java asks for them. */
public final class RowIndices {

    private final NDArray array; // int64 [rows]
    private final int count;
    private int @Nullable [] index;

    private RowIndices(NDArray array, int @Nullable [] index) {
        this.array = array;
        count = Math.toIntExact(array.size());
        this.index = index;
    }

    public static RowIndices of(NDManager manager, int[] index) {
        long[] wide = Arrays.stream(index).asLongStream().toArray();
        return new RowIndices(manager.create(wide, new Shape(wide.length)), index);
    }

    /**
     * Takes indices that are on a device. They are fetched when Java asks for them.
     *
     * @param array int64 [rows]
     */
    public static RowIndices of(NDArray array) {
        return new RowIndices(array, null);
    }

    public NDArray array() {
        return array;
    }

    /** The same in Java; the first time it has to be called while the array lives. */
    public int[] index() {
        int[] known = index;
        if (known == null) {
            known = Arrays.stream(array.toLongArray())
                    .mapToInt(Math::toIntExact)
                    .toArray();
            index = known;
        }
        return known;
    }

    public int count() {
        return count;
    }
}
