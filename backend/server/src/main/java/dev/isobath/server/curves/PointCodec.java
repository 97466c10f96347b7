package dev.isobath.server.curves;

import java.nio.ByteBuffer;

/**
 * The points of a block as bytes. The head has a version, the number of points and the steps, if their distances are equal. The
 * columns have the steps otherwise, and the values: as differences where all are whole numbers, else as changed bits.
 */
final class PointCodec {

    private static final byte VERSION = 1;
    private static final int HEAD_BYTES = 2 + Integer.BYTES + 2 * Long.BYTES;
    private static final int EQUAL_DISTANCES = 1;
    private static final int WHOLE_NUMBERS = 2;

    /** Above this not every whole number is a double. */
    private static final double MAX_WHOLE = 1L << 53;

    private PointCodec() {}

    static byte[] encode(Points points) {
        int size = points.size();
        long[] steps = new long[size];
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            steps[i] = points.step(i);
            values[i] = points.value(i);
        }
        boolean equalDistances = hasEqualDistances(steps);
        boolean whole = isWhole(values);
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES)
                .put(VERSION)
                .put((byte) ((equalDistances ? EQUAL_DISTANCES : 0) | (whole ? WHOLE_NUMBERS : 0)))
                .putInt(size)
                .putLong(steps[0])
                .putLong(size > 1 ? steps[1] - steps[0] : 1);
        long[] column = whole ? differences(values) : Columns.toChangedBits(values, size);
        if (equalDistances) {
            return Columns.pack(head.array(), column);
        }
        Columns.toSecondDifferences(steps);
        return Columns.pack(head.array(), steps, column);
    }

    static Points decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte version = buffer.get();
        if (version != VERSION) {
            throw new IllegalStateException("a block of points has version " + version
                    + ", which this server does not know; start the newer server again");
        }
        int flags = buffer.get();
        int size = buffer.getInt();
        long first = buffer.getLong();
        long distance = buffer.getLong();
        boolean equalDistances = (flags & EQUAL_DISTANCES) != 0;
        long[][] columns = Columns.unpack(buffer, equalDistances ? 1 : 2, size);
        long[] steps = equalDistances ? new long[size] : columns[0];
        if (equalDistances) {
            for (int i = 0; i < size; i++) {
                steps[i] = first + i * distance;
            }
        } else {
            Columns.fromSecondDifferences(steps);
        }
        long[] column = columns[columns.length - 1];
        return new Points(steps, (flags & WHOLE_NUMBERS) != 0 ? sums(column) : Columns.fromChangedBits(column));
    }

    private static boolean hasEqualDistances(long[] steps) {
        for (int i = 2; i < steps.length; i++) {
            if (steps[i] - steps[i - 1] != steps[1] - steps[0]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWhole(double[] values) {
        for (double value : values) {
            // Minus zero is not the same bits as the whole number 0.
            if (!(Math.abs(value) <= MAX_WHOLE)
                    || value != Math.rint(value)
                    || (value == 0 && Double.doubleToRawLongBits(value) != 0)) {
                return false;
            }
        }
        return true;
    }

    private static long[] differences(double[] values) {
        long[] column = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            column[i] = (long) values[i];
        }
        Columns.toSecondDifferences(column);
        return column;
    }

    private static double[] sums(long[] column) {
        Columns.fromSecondDifferences(column);
        double[] values = new double[column.length];
        for (int i = 0; i < column.length; i++) {
            values[i] = column[i];
        }
        return values;
    }
}
