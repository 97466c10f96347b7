package dev.isobath.server.curves;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads ranges of series from the blocks in the database, many series at once. */
@Repository
class BlockReader {

    /** The level that stands for the points themselves. */
    static final int EACH_POINT = -1;

    /** The number of blocks that are fetched from the database at a time. */
    private static final int FETCH_SIZE = 1_000;

    /** A range of steps of a series, both ends included, and how finely it is read. */
    record Range(UUID experiment, short series, long low, long high, int level) {}

    /**
     * A part of a range as it is stored: points, or sums that are at least as fine as the level of the range.
     *
     * @param size the number of points of the block
     */
    record Part(
            long firstStep,
            long lastStep,
            int size,
            @Nullable Points points,
            @Nullable Buckets buckets) {}

    /** A range of x that is to be found in the steps of an experiment. */
    record Steps(long low, long high) {}

    private final JdbcClient database;

    BlockReader(JdbcClient database) {
        this.database = database;
    }

    /** Returns the last step of each experiment that has points. */
    Map<UUID, Long> lastSteps(List<UUID> experiments) {
        Map<UUID, Long> steps = new HashMap<>();
        database.sql("select experiment_id, last_step from curve_extent where experiment_id = any(:ids::uuid[])")
                .param("ids", texts(experiments))
                .query(row -> {
                    steps.put(row.getObject(1, UUID.class), row.getLong(2));
                });
        return steps;
    }

    /** Reads ranges and hands over their parts with the index of the range, in the order of the ranges and of the steps. */
    void read(List<Range> ranges, BiConsumer<Integer, Part> parts) {
        if (ranges.isEmpty()) {
            return;
        }
        // The blocks of a series follow each other, so the first one of a range is found in the index. "offset 0" keeps
        // the
        // planner from reading the whole table once instead of a few blocks of each series.
        database.sql("""
                        select r.number, b.first_step, b.last_step, b.points, b.stored, b.bytes
                        from unnest(:experiments::uuid[], :series::smallint[], :lows::bigint[], :highs::bigint[],
                                    :levels::int[]) with ordinality
                            as r(experiment, series, low, high, level, number)
                        cross join lateral (
                            select first_step, last_step, points, stored,
                                case stored when 0 then level_0 when 1 then level_1 when 2 then level_2
                                    when 3 then level_3 else content end as bytes
                            from curve_block
                            cross join lateral (
                                select case when base_level is null or r.level < base_level then -1
                                    else least(3, (r.level - base_level) / 2) end as stored) as s
                            where experiment_id = r.experiment and series = r.series
                                and first_step <= r.high and last_step >= r.low
                                and first_step >= coalesce(
                                    (select max(c.first_step) from curve_block c
                                     where c.experiment_id = r.experiment and c.series = r.series
                                         and c.first_step <= r.low), 0)
                            order by first_step offset 0) as b
                        order by r.number, b.first_step
                        """)
                .withFetchSize(FETCH_SIZE)
                .param(
                        "experiments",
                        texts(ranges.stream().map(Range::experiment).toList()))
                .param("series", shorts(ranges))
                .param("lows", ranges.stream().mapToLong(Range::low).toArray())
                .param("highs", ranges.stream().mapToLong(Range::high).toArray())
                .param("levels", ranges.stream().mapToInt(Range::level).toArray())
                .query(row -> {
                    boolean summed = row.getInt(5) >= 0;
                    byte[] bytes = row.getBytes(6);
                    parts.accept(
                            row.getInt(1) - 1,
                            new Part(
                                    row.getLong(2),
                                    row.getLong(3),
                                    row.getInt(4),
                                    summed ? null : PointCodec.decode(bytes),
                                    summed ? Buckets.decode(bytes) : null));
                });
    }

    /**
     * Returns the steps of experiments whose x is in a range. The values of an axis never fall from one step to the next, so the
     * steps between the first and the last one that are in the range are in it too.
     */
    Map<UUID, Steps> steps(List<UUID> experiments, Axis axis, @Nullable Double from, @Nullable Double to) {
        Map<UUID, Steps> found = new HashMap<>();
        database.sql("""
                        select e.id,
                            (select content from curve_block where experiment_id = e.id and series = :axis
                                and last_value >= :from order by first_step limit 1),
                            (select content from curve_block where experiment_id = e.id and series = :axis
                                and first_value <= :to order by first_step desc limit 1)
                        from unnest(:ids::uuid[]) as e(id)
                        """)
                .param("ids", texts(experiments))
                .param("axis", axis.series())
                .param("from", from == null ? Double.NEGATIVE_INFINITY : from)
                .param("to", to == null ? Double.POSITIVE_INFINITY : to)
                .query(row -> {
                    long low = row.getBytes(2) == null ? Long.MAX_VALUE : first(row.getBytes(2), from);
                    long high = row.getBytes(3) == null ? -1 : last(row.getBytes(3), to);
                    found.put(row.getObject(1, UUID.class), new Steps(low, high));
                });
        return found;
    }

    private static long first(byte[] content, @Nullable Double from) {
        Points points = PointCodec.decode(content);
        int i = 0;
        while (from != null && points.value(i) < from) {
            i++;
        }
        return points.step(i);
    }

    private static long last(byte[] content, @Nullable Double to) {
        Points points = PointCodec.decode(content);
        int i = points.size() - 1;
        while (to != null && points.value(i) > to) {
            i--;
        }
        return points.step(i);
    }

    private static short[] shorts(List<Range> ranges) {
        short[] series = new short[ranges.size()];
        for (int i = 0; i < series.length; i++) {
            series[i] = ranges.get(i).series();
        }
        return series;
    }

    private static String[] texts(List<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }
}
