package dev.isobath.server.curves;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Columns of 64-bit numbers as bytes. Each column is replaced by its differences, which are mostly small, and stored byte by
 * byte: first the lowest byte of every number, then the next. The bytes that hardly change then stand together, and zstd removes
 * them.
 */
final class Columns {

    private static final int NUMBER_BYTES = Long.BYTES;

    private Columns() {}

    /** Replaces whole numbers by the differences of their differences. A column of equal distances becomes zeros. */
    static void toSecondDifferences(long[] column) {
        for (int round = 0; round < 2; round++) {
            for (int i = column.length - 1; i > round; i--) {
                column[i] -= column[i - 1];
            }
        }
        for (int i = 0; i < column.length; i++) {
            // Small negative numbers become small numbers.
            column[i] = (column[i] << 1) ^ (column[i] >> 63);
        }
    }

    /** Undoes {@link #toSecondDifferences}. */
    static void fromSecondDifferences(long[] column) {
        for (int i = 0; i < column.length; i++) {
            column[i] = (column[i] >>> 1) ^ -(column[i] & 1);
        }
        for (int round = 1; round >= 0; round--) {
            for (int i = round + 1; i < column.length; i++) {
                column[i] += column[i - 1];
            }
        }
    }

    /** Returns the bits of numbers, each combined with those before it by exclusive or. */
    static long[] toChangedBits(double[] values, int size) {
        long[] column = new long[size];
        long before = 0;
        for (int i = 0; i < size; i++) {
            long bits = Double.doubleToRawLongBits(values[i]);
            column[i] = bits ^ before;
            before = bits;
        }
        return column;
    }

    /** Undoes {@link #toChangedBits}. */
    static double[] fromChangedBits(long[] column) {
        double[] values = new double[column.length];
        long before = 0;
        for (int i = 0; i < column.length; i++) {
            before ^= column[i];
            values[i] = Double.longBitsToDouble(before);
        }
        return values;
    }

    /** Returns columns of equal length as bytes, after a head that is not compressed. */
    static byte[] pack(byte[] head, long[]... columns) {
        int length = columns.length == 0 ? 0 : columns[0].length;
        byte[] plain = new byte[columns.length * length * NUMBER_BYTES];
        int at = 0;
        for (long[] column : columns) {
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                for (long number : column) {
                    plain[at++] = (byte) (number >>> shift);
                }
            }
        }
        byte[] packed = ZstdContexts.compress(plain);
        boolean smaller = packed.length < plain.length;
        byte[] body = smaller ? packed : plain;
        byte[] bytes = Arrays.copyOf(head, head.length + 1 + body.length);
        bytes[head.length] = (byte) (smaller ? 1 : 0);
        System.arraycopy(body, 0, bytes, head.length + 1, body.length);
        return bytes;
    }

    /** Reads the columns that {@link #pack} made. The buffer stands after the head. */
    static long[][] unpack(ByteBuffer bytes, int columns, int length) {
        boolean compressed = bytes.get() == 1;
        byte[] body = new byte[bytes.remaining()];
        bytes.get(body);
        byte[] plain = compressed ? ZstdContexts.expand(body, columns * length * NUMBER_BYTES) : body;
        long[][] unpacked = new long[columns][length];
        int at = 0;
        for (long[] column : unpacked) {
            for (int i = 0; i < length; i++, at++) {
                column[i] = number(plain, at, length);
            }
            at += (NUMBER_BYTES - 1) * length;
        }
        return unpacked;
    }

    /** Returns the number whose lowest byte is at a place, and the others each a distance behind the one before. */
    private static long number(byte[] plain, int at, int distance) {
        int low = (plain[at] & 0xFF)
                | (plain[at + distance] & 0xFF) << 8
                | (plain[at + 2 * distance] & 0xFF) << 16
                | (plain[at + 3 * distance] & 0xFF) << 24;
        int high = (plain[at + 4 * distance] & 0xFF)
                | (plain[at + 5 * distance] & 0xFF) << 8
                | (plain[at + 6 * distance] & 0xFF) << 16
                | (plain[at + 7 * distance] & 0xFF) << 24;
        return (long) high << Integer.SIZE | (low & 0xFFFF_FFFFL);
    }
}
