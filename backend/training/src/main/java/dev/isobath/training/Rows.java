package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * Row numbers of a matrix, on both sides of the language border.
 *
 * @param index in Java
 * @param array the same as int64 [rows]
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Rows(int[] index, NDArray array) {

    static Rows of(NDManager manager, int[] index) {
        long[] wide = Arrays.stream(index).asLongStream().toArray();
        return new Rows(index, manager.create(wide, new Shape(wide.length)));
    }

    int count() {
        return index.length;
    }
}
