package dev.isobath.training.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.Buffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/**
 * Converts between Java's numbers and arrays of any format that Java can read.
 *
 * <p>An array made from Java's numbers borrows their memory and frees it when it is closed, although views of it and the gradient
 * graph may still point there. {@link #of} copies the numbers for that reason.
 */
public final class NDArrays {

    private NDArrays() {}

    /** Returns the numbers of an array, row by row. */
    public static double[] values(NDArray array) {
        if (array.getDataType() == DataType.FLOAT64) {
            return array.toDoubleArray();
        }
        float[] floats = array.toFloatArray();
        double[] values = new double[floats.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = floats[i];
        }
        return values;
    }

    /** Returns a new array with memory of its own. */
    public static NDArray of(NDManager manager, DataType type, double[] values, Shape shape) {
        try (NDArray borrowed = manager.create(buffer(type, values), shape, type)) {
            return borrowed.duplicate();
        }
    }

    private static Buffer buffer(DataType type, double[] values) {
        if (type == DataType.FLOAT64) {
            return DoubleBuffer.wrap(values);
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return FloatBuffer.wrap(floats);
    }

    /** Returns the products of the values and the factor. */
    public static double[] times(double[] values, double factor) {
        double[] products = new double[values.length];
        for (int i = 0; i < products.length; i++) {
            products[i] = values[i] * factor;
        }
        return products;
    }

    /** Returns the first number of an array. */
    public static double scalar(NDArray array) {
        return values(array)[0];
    }
}
