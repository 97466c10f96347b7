package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/** The numbers of an array, whatever their format. */
final class Values {

    private Values() {}

    static double[] of(NDArray array) {
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

    static double scalar(NDArray array) {
        return of(array)[0];
    }
}
