package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Row numbers of a matrix, on both sides of the language border: those made on a device are fetched when Java asks for them. */
final class Rows {

    private final NDArray array; // int64 [rows]
    private final int count;
    private int @Nullable [] index;

    private Rows(NDArray array, int @Nullable [] index) {
        this.array = array;
        count = Math.toIntExact(array.size());
        this.index = index;
    }

    static Rows of(NDManager manager, int[] index) {
        long[] wide = Arrays.stream(index).asLongStream().toArray();
        return new Rows(manager.create(wide, new Shape(wide.length)), index);
    }

    /** @param array int64 [rows] */
    static Rows of(NDArray array) {
        return new Rows(array, null);
    }

    NDArray array() {
        return array;
    }

    /** The same in Java; the first time it has to be called while the array lives. */
    int[] index() {
        int[] known = index;
        if (known == null) {
            known = Arrays.stream(array.toLongArray())
                    .mapToInt(Math::toIntExact)
                    .toArray();
            index = known;
        }
        return known;
    }

    int count() {
        return count;
    }
}
