package dev.isobath.server.curves;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Consecutive points of one series, as they are stored together. A full block is closed and has levels: sums of its points in
 * buckets of growing width. The finest level has about {@value #POINTS_PER_BUCKET} points in a bucket, whatever the distance of
 * the points is.
 */
final class Block {

    /** The number of points from which a block is closed. It has less than twice as many. */
    static final int FULL = 4_096;

    /** The number of levels of a closed block. */
    static final int LEVELS = 4;

    /** Each level has buckets of four times as many steps as the one before. */
    static final int LEVEL_DISTANCE = 2;

    private static final int POINTS_PER_BUCKET = 16;

    /** What identifies a block: an experiment has one block of a series that begins with a step. */
    record Key(short series, long firstStep) {}

    /** A block without its columns. */
    record Head(Key key, int points) {}

    private final UUID experiment;
    private final short series;
    private final Points points;

    Block(UUID experiment, short series, Points points) {
        this.experiment = experiment;
        this.series = series;
        this.points = points;
    }

    /** Divides points into as few blocks as possible of nearly equal size. */
    static List<Block> divide(UUID experiment, short series, Points points) {
        int count = Math.max(1, points.size() / FULL);
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) points.size() * i / count);
            int to = (int) ((long) points.size() * (i + 1) / count);
            blocks.add(
                    new Block(experiment, series, from == 0 && to == points.size() ? points : points.slice(from, to)));
        }
        return blocks;
    }

    UUID experiment() {
        return experiment;
    }

    short series() {
        return series;
    }

    Points points() {
        return points;
    }

    boolean isClosed() {
        return points.size() >= FULL;
    }

    /** Returns the level of the finest buckets: their width is the power of two with this exponent. */
    int baseLevel() {
        long distance = (points.lastStep() - points.firstStep()) / Math.max(1, points.size() - 1);
        return Long.SIZE - Long.numberOfLeadingZeros(POINTS_PER_BUCKET * Math.max(1, distance) - 1);
    }

    /** Returns the levels of a closed block, the finest first. */
    List<Buckets> levels() {
        int base = baseLevel();
        return IntStream.range(0, LEVELS)
                .mapToObj(i -> Buckets.of(points, base + LEVEL_DISTANCE * i))
                .toList();
    }
}
