package dev.isobath.server.curves;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reduces a curve to a maximum number of points while the points are streamed. It keeps the first and the last point. It
 * divides the points between them into buckets of equal size and keeps the lowest and the highest point of each bucket, so that
 * no spike is lost.
 */
final class CurveDownsampler {

    private final long count;
    private final long buckets;
    private final boolean keepsAll;
    private final List<Double> x = new ArrayList<>();
    private final List<@Nullable Double> y = new ArrayList<>();

    private long index;
    private long bucket = -1;
    private boolean isEmpty = true;
    private boolean hasFinite;
    private long lowestAt;
    private double lowestX;
    private double lowest;
    private long highestAt;
    private double highestX;
    private double highest;
    private double gapX;

    /**
     * Makes a downsampler without points.
     *
     * @param count the number of points that will be added
     * @param maxPoints the most points to keep, at least 2
     */
    CurveDownsampler(long count, int maxPoints) {
        this.count = count;
        this.keepsAll = count <= maxPoints;
        this.buckets = Math.max(0, (maxPoints - 2) / 2);
    }

    void add(double pointX, double pointY) {
        if (index == count) {
            return; // the point was stored after the points were counted
        }
        if (keepsAll || index == 0 || index == count - 1) {
            flushBucket();
            keep(pointX, pointY);
        } else if (buckets > 0) {
            long here = (index - 1) * buckets / (count - 2);
            if (here != bucket) {
                flushBucket();
                bucket = here;
            }
            addToBucket(pointX, pointY);
        }
        index++;
    }

    Curve curve(String metric) {
        flushBucket();
        return new Curve(metric, x, y);
    }

    private void addToBucket(double pointX, double pointY) {
        if (!Double.isFinite(pointY)) {
            gapX = pointX;
        } else if (!hasFinite) {
            hasFinite = true;
            lowestAt = highestAt = index;
            lowestX = highestX = pointX;
            lowest = highest = pointY;
        } else if (pointY < lowest) {
            lowestAt = index;
            lowestX = pointX;
            lowest = pointY;
        } else if (pointY > highest) {
            highestAt = index;
            highestX = pointX;
            highest = pointY;
        }
        isEmpty = false;
    }

    private void flushBucket() {
        if (isEmpty) {
            return;
        }
        if (!hasFinite) {
            keep(gapX, Double.NaN);
        } else if (lowestAt == highestAt) {
            keep(lowestX, lowest);
        } else if (lowestAt < highestAt) {
            keep(lowestX, lowest);
            keep(highestX, highest);
        } else {
            keep(highestX, highest);
            keep(lowestX, lowest);
        }
        isEmpty = true;
        hasFinite = false;
    }

    private void keep(double pointX, double pointY) {
        x.add(pointX);
        y.add(Double.isFinite(pointY) ? pointY : null);
    }
}
