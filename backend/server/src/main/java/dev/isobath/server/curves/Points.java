package dev.isobath.server.curves;

import java.util.Arrays;
import java.util.List;

/**
 * Points of one series in the order of their steps, each step once. Columns keep a point at 16 bytes in memory, and the loops
 * over them stay short.
 */
final class Points {

    private long[] steps;
    private double[] values;
    private int size;

    /** Makes an empty list with room for a number of points. It grows when it has to. */
    Points(int capacity) {
        this.steps = new long[capacity];
        this.values = new double[capacity];
    }

    /** Makes points of two columns of equal length, which belong to the points from now on. */
    Points(long[] steps, double[] values) {
        this.steps = steps;
        this.values = values;
        this.size = steps.length;
    }

    /** Joins points that follow each other. */
    static Points join(List<Points> parts) {
        Points joined = new Points(parts.stream().mapToInt(Points::size).sum());
        parts.forEach(part -> joined.addAll(part, 0, part.size));
        return joined;
    }

    void add(long step, double value) {
        if (size == steps.length) {
            int capacity = Math.max(16, 2 * size);
            steps = Arrays.copyOf(steps, capacity);
            values = Arrays.copyOf(values, capacity);
        }
        steps[size] = step;
        values[size++] = value;
    }

    private void addAll(Points other, int from, int to) {
        System.arraycopy(other.steps, from, steps, size, to - from);
        System.arraycopy(other.values, from, values, size, to - from);
        size += to - from;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long step(int index) {
        return steps[index];
    }

    double value(int index) {
        return values[index];
    }

    long firstStep() {
        return steps[0];
    }

    long lastStep() {
        return steps[size - 1];
    }

    /** Returns the index of the first point at or after a step, which is the size when there is none. */
    int indexOf(long step) {
        int index = Arrays.binarySearch(steps, 0, size, step);
        return index >= 0 ? index : -index - 1;
    }

    /** Returns a copy of the points from one index to before another. */
    Points slice(int from, int to) {
        Points slice = new Points(to - from);
        slice.addAll(this, from, to);
        return slice;
    }

    /** Returns the points between two steps, both included. */
    Points between(long low, long high) {
        int from = indexOf(low);
        int to = high == Long.MAX_VALUE ? size : indexOf(high + 1);
        return from == 0 && to == size ? this : slice(from, Math.max(from, to));
    }
}
