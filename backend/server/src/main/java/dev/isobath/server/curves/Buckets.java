package dev.isobath.server.curves;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Points of one series, summed up in buckets of 2^level steps. A bucket covers the steps whose number without the lowest
 * {@code level} bits is the same, so its edges never move. Least, greatest and mean are those of the finite values; they are NaN
 * in a bucket without one.
 */
final class Buckets {

    private static final byte VERSION = 1;
    private static final int HEAD_BYTES = 2 + Integer.BYTES;
    private static final int COLUMNS = 9;

    private final int level;
    private int size;
    private long[] firstStep;
    private long[] lastStep;
    private long[] count;
    private long[] notFinite;
    private double[] least;
    private double[] greatest;
    private double[] sum;
    private double[] first;
    private double[] last;

    Buckets(int level, int capacity) {
        this.level = level;
        this.firstStep = new long[capacity];
        this.lastStep = new long[capacity];
        this.count = new long[capacity];
        this.notFinite = new long[capacity];
        this.least = new double[capacity];
        this.greatest = new double[capacity];
        this.sum = new double[capacity];
        this.first = new double[capacity];
        this.last = new double[capacity];
    }

    /** Sums points up. */
    static Buckets of(Points points, int level) {
        Buckets buckets = new Buckets(level, 16);
        buckets.addAll(points);
        return buckets;
    }

    /** Adds points that follow those that were added before. */
    void addAll(Points points) {
        for (int i = 0; i < points.size(); i++) {
            double value = points.value(i);
            boolean finite = Double.isFinite(value);
            double known = finite ? value : Double.NaN;
            add(points.step(i), points.step(i), 1, finite ? 0 : 1, known, known, finite ? value : 0, value, value);
        }
    }

    /** Adds finer buckets that follow those that were added before. Those outside of the steps are left out. */
    void addAll(Buckets finer, long low, long high) {
        for (int i = 0; i < finer.size; i++) {
            if (finer.lastStep[i] >= low && finer.firstStep[i] <= high) {
                add(
                        finer.firstStep[i],
                        finer.lastStep[i],
                        finer.count[i],
                        finer.notFinite[i],
                        finer.least[i],
                        finer.greatest[i],
                        finer.sum[i],
                        finer.first[i],
                        finer.last[i]);
            }
        }
    }

    private void add(
            long from,
            long to,
            long points,
            long gaps,
            double newLeast,
            double newGreatest,
            double newSum,
            double newFirst,
            double newLast) {
        if (size > 0 && firstStep[size - 1] >>> level == from >>> level) {
            int i = size - 1;
            sum[i] += newSum;
            lastStep[i] = to;
            count[i] += points;
            notFinite[i] += gaps;
            if (!(least[i] <= newLeast) && !Double.isNaN(newLeast)) {
                least[i] = newLeast;
            }
            if (!(greatest[i] >= newGreatest) && !Double.isNaN(newGreatest)) {
                greatest[i] = newGreatest;
            }
            last[i] = newLast;
            return;
        }
        if (size == firstStep.length) {
            grow();
        }
        firstStep[size] = from;
        lastStep[size] = to;
        count[size] = points;
        notFinite[size] = gaps;
        least[size] = newLeast;
        greatest[size] = newGreatest;
        sum[size] = newSum;
        first[size] = newFirst;
        last[size] = newLast;
        size++;
    }

    private void grow() {
        int capacity = Math.max(16, 2 * size);
        firstStep = Arrays.copyOf(firstStep, capacity);
        lastStep = Arrays.copyOf(lastStep, capacity);
        count = Arrays.copyOf(count, capacity);
        notFinite = Arrays.copyOf(notFinite, capacity);
        least = Arrays.copyOf(least, capacity);
        greatest = Arrays.copyOf(greatest, capacity);
        sum = Arrays.copyOf(sum, capacity);
        first = Arrays.copyOf(first, capacity);
        last = Arrays.copyOf(last, capacity);
    }

    byte[] encode() {
        long[] starts = Arrays.copyOf(firstStep, size);
        Columns.toSecondDifferences(starts);
        long[] lengths = new long[size];
        for (int i = 0; i < size; i++) {
            lengths[i] = lastStep[i] - firstStep[i];
        }
        ByteBuffer head =
                ByteBuffer.allocate(HEAD_BYTES).put(VERSION).put((byte) level).putInt(size);
        return Columns.pack(
                head.array(),
                starts,
                lengths,
                Arrays.copyOf(count, size),
                Arrays.copyOf(notFinite, size),
                Columns.toChangedBits(least, size),
                Columns.toChangedBits(greatest, size),
                Columns.toChangedBits(mean(), size),
                Columns.toChangedBits(first, size),
                Columns.toChangedBits(last, size));
    }

    static Buckets decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte version = buffer.get();
        if (version != VERSION) {
            throw new IllegalStateException("a level of a curve has version " + version
                    + ", which this server does not know; start the newer server again");
        }
        Buckets buckets = new Buckets(buffer.get(), 0);
        buckets.size = buffer.getInt();
        long[][] columns = Columns.unpack(buffer, COLUMNS, buckets.size);
        Columns.fromSecondDifferences(columns[0]);
        for (int i = 0; i < buckets.size; i++) {
            columns[1][i] += columns[0][i];
        }
        buckets.firstStep = columns[0];
        buckets.lastStep = columns[1];
        buckets.count = columns[2];
        buckets.notFinite = columns[3];
        buckets.least = Columns.fromChangedBits(columns[4]);
        buckets.greatest = Columns.fromChangedBits(columns[5]);
        buckets.sum = sums(buckets, Columns.fromChangedBits(columns[6]));
        buckets.first = Columns.fromChangedBits(columns[7]);
        buckets.last = Columns.fromChangedBits(columns[8]);
        return buckets;
    }

    private static double[] sums(Buckets buckets, double[] mean) {
        double[] sum = new double[buckets.size];
        for (int i = 0; i < sum.length; i++) {
            long finite = buckets.count[i] - buckets.notFinite[i];
            sum[i] = finite == 0 ? 0 : mean[i] * finite;
        }
        return sum;
    }

    int level() {
        return level;
    }

    int size() {
        return size;
    }

    long points() {
        return Arrays.stream(count, 0, size).sum();
    }

    long firstStep(int index) {
        return firstStep[index];
    }

    long lastStep(int index) {
        return lastStep[index];
    }

    double first(int index) {
        return first[index];
    }

    double last(int index) {
        return last[index];
    }

    double[] least() {
        return Arrays.copyOf(least, size);
    }

    double[] greatest() {
        return Arrays.copyOf(greatest, size);
    }

    /** Returns the means. A sum that is too large for a double still has a mean between the least and the greatest value. */
    double[] mean() {
        double[] mean = new double[size];
        for (int i = 0; i < size; i++) {
            long finite = count[i] - notFinite[i];
            mean[i] = finite == 0 ? Double.NaN : Math.max(least[i], Math.min(greatest[i], sum[i] / finite));
        }
        return mean;
    }

    double[] first() {
        return Arrays.copyOf(first, size);
    }

    double[] last() {
        return Arrays.copyOf(last, size);
    }

    /** Returns the number of values in each bucket that are not finite, or null when there is none. */
    long @Nullable [] notFinite() {
        return Arrays.stream(notFinite, 0, size).anyMatch(each -> each > 0) ? Arrays.copyOf(notFinite, size) : null;
    }

    /** Returns the index of the bucket with a step, which is the last one before it when there is none. */
    int indexOf(long step) {
        int low = 0;
        int high = size - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (firstStep[middle] <= step) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
