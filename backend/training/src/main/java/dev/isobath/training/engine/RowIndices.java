package dev.isobath.training.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Row indices of a matrix, in Java and in libtorch. Indices that were computed on a device are fetched when Java asks for them.
 */
public final class RowIndices {

    private final NDArray array; // int64 [rows]
    private final int count;
    private int @Nullable [] index;

    private RowIndices(NDArray array, int @Nullable [] index) {
        this.array = array;
        count = Math.toIntExact(array.size());
        this.index = index;
    }

    /** Returns indices that are known in Java. The array belongs to {@code manager}. */
    public static RowIndices of(NDManager manager, int[] index) {
        long[] wide = Arrays.stream(index).asLongStream().toArray();
        return new RowIndices(manager.create(wide, new Shape(wide.length)), index);
    }

    /**
     * Returns indices that are on a device. They are fetched when Java asks for them.
     *
     * @param array int64 [rows]
     */
    public static RowIndices of(NDArray array) {
        return new RowIndices(array, null);
    }

    /** Returns the indices in libtorch, int64 [rows]. */
    public NDArray array() {
        return array;
    }

    /** Returns the indices in Java. The first call has to come while the array is open. */
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

    /** Returns the number of indices. */
    public int count() {
        return count;
    }
}
