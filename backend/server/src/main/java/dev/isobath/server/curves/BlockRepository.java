package dev.isobath.server.curves;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The blocks of curves in the database. Blocks are written by {@code COPY}, in the caller's transaction. */
@Repository
class BlockRepository {

    /**
     * How far the points of an experiment go.
     *
     * @param mergedStep blocks that begin after this step were appended since the last merge
     */
    record Extent(long lastStep, long mergedStep, int openSteps, int openBatches, int openBlocks) {
        static final Extent NONE = new Extent(0, 0, 0, 0, 0);
    }

    private static final byte[] COPY_HEADER = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int COPY_COLUMNS = 14;

    private final JdbcClient database;
    private final JdbcOperations connection;

    BlockRepository(JdbcClient database, JdbcOperations connection) {
        this.database = database;
        this.connection = connection;
    }

    Extent extent(UUID experiment) {
        return database.sql("""
                        select last_step, merged_step, open_steps, open_batches, open_blocks
                        from curve_extent where experiment_id = :experiment
                        """)
                .param("experiment", experiment)
                .query((row, _) ->
                        new Extent(row.getLong(1), row.getLong(2), row.getInt(3), row.getInt(4), row.getInt(5)))
                .optional()
                .orElse(Extent.NONE);
    }

    void save(UUID experiment, Extent extent) {
        database.sql("""
                        insert into curve_extent
                            (experiment_id, last_step, merged_step, open_steps, open_batches, open_blocks)
                        values (:experiment, :last, :merged, :steps, :batches, :blocks)
                        on conflict (experiment_id) do update
                            set last_step = excluded.last_step, merged_step = excluded.merged_step,
                                open_steps = excluded.open_steps, open_batches = excluded.open_batches,
                                open_blocks = excluded.open_blocks
                        """)
                .param("experiment", experiment)
                .param("last", extent.lastStep())
                .param("merged", extent.mergedStep())
                .param("steps", extent.openSteps())
                .param("batches", extent.openBatches())
                .param("blocks", extent.openBlocks())
                .update();
    }

    /** Adds blocks with their levels. */
    void add(List<Block> blocks) {
        byte[] rows = copyRows(blocks);
        connection.execute((ConnectionCallback<Long>) plain -> {
            try {
                return plain.unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("""
                        copy curve_block (experiment_id, series, first_step, last_step, points, first_value, last_value,
                            closed, base_level, content, level_0, level_1, level_2, level_3)
                        from stdin (format binary)
                        """, new java.io.ByteArrayInputStream(rows), 1 << 16);
            } catch (IOException e) {
                throw new SQLException("cannot send blocks", e);
            }
        });
    }

    /** Returns the blocks that are not closed, by series and step. */
    List<Block.Head> openBlocks(UUID experiment) {
        return database.sql("""
                        select series, first_step, points from curve_block
                        where experiment_id = :experiment and not closed order by series, first_step
                        """)
                .param("experiment", experiment)
                .query((row, _) -> new Block.Head(new Block.Key(row.getShort(1), row.getLong(2)), row.getInt(3)))
                .list();
    }

    /** Deletes blocks and returns their points, by series and step. */
    List<Block> take(UUID experiment, List<Block.Key> keys) {
        short[] series = new short[keys.size()];
        long[] steps = new long[keys.size()];
        for (int i = 0; i < steps.length; i++) {
            series[i] = keys.get(i).series();
            steps[i] = keys.get(i).firstStep();
        }
        return database.sql("""
                        with taken as (
                            delete from curve_block b
                            using unnest(:series::smallint[], :steps::bigint[]) as k(series, step)
                            where b.experiment_id = :experiment and b.series = k.series and b.first_step = k.step
                            returning b.series, b.first_step, b.content)
                        select series, content from taken order by series, first_step
                        """)
                .param("experiment", experiment)
                .param("series", series)
                .param("steps", steps)
                .query((row, _) -> new Block(experiment, row.getShort(1), PointCodec.decode(row.getBytes(2))))
                .list();
    }

    /** Deletes the blocks with points after a step, and returns them. */
    List<Block> takeAfter(UUID experiment, long step) {
        return database.sql("""
                        with taken as (
                            delete from curve_block where experiment_id = :experiment and last_step > :step
                            returning series, first_step, content)
                        select series, content from taken where first_step <= :step
                        """)
                .param("experiment", experiment)
                .param("step", step)
                .query((row, _) -> new Block(experiment, row.getShort(1), PointCodec.decode(row.getBytes(2))))
                .list();
    }

    /** Where a block is: its head, its last step, and whether it is full. */
    record Place(Block.Head head, long lastStep, boolean closed) {}

    /** Returns where the blocks of some series are, by series, in the order of their steps. */
    Map<Short, List<Place>> places(UUID experiment, Collection<Short> series) {
        short[] numbers = new short[series.size()];
        int count = 0;
        for (short number : series) {
            numbers[count++] = number;
        }
        Map<Short, List<Place>> places = new HashMap<>();
        database.sql("""
                        select series, first_step, points, last_step, closed from curve_block
                        where experiment_id = :experiment and series = any(:series::smallint[]) order by series, first_step
                        """)
                .param("experiment", experiment)
                .param("series", numbers)
                .query(row -> {
                    places.computeIfAbsent(row.getShort(1), _ -> new ArrayList<>())
                            .add(new Place(
                                    new Block.Head(new Block.Key(row.getShort(1), row.getLong(2)), row.getInt(3)),
                                    row.getLong(4),
                                    row.getBoolean(5)));
                });
        return places;
    }

    /** Returns the first points of a series after a step, at most so many. Blocks are read one by one. */
    Points after(UUID experiment, short series, long step, int most) {
        Points found = new Points(0);
        long after = step;
        while (found.size() < most) {
            Optional<Points> block = database.sql("""
                            select content from curve_block
                            where experiment_id = :experiment and series = :series and last_step > :after
                            order by first_step limit 1
                            """)
                    .param("experiment", experiment)
                    .param("series", series)
                    .param("after", after)
                    .query((row, _) -> PointCodec.decode(row.getBytes(1)))
                    .optional();
            if (block.isEmpty()) {
                break;
            }
            Points points = block.get();
            for (int i = points.indexOf(after + 1); i < points.size() && found.size() < most; i++) {
                found.add(points.step(i), points.value(i));
            }
            after = points.lastStep();
        }
        return found;
    }

    /** Returns the points of a series in the blocks that reach into a range of steps. */
    Points between(UUID experiment, short series, long first, long last) {
        return Points.join(database.sql("""
                        select content from curve_block
                        where experiment_id = :experiment and series = :series and first_step <= :last and last_step >= :first
                        order by first_step
                        """)
                .param("experiment", experiment)
                .param("series", series)
                .param("first", first)
                .param("last", last)
                .query((row, _) -> PointCodec.decode(row.getBytes(1)))
                .list());
    }

    /** Returns the last value of a series at or before a step. */
    Optional<Double> lastValue(UUID experiment, short series, long step) {
        return database.sql("""
                        select content from curve_block
                        where experiment_id = :experiment and series = :series and first_step <= :step
                        order by first_step desc limit 1
                        """)
                .param("experiment", experiment)
                .param("series", series)
                .param("step", step)
                .query((row, _) -> PointCodec.decode(row.getBytes(1)))
                .optional()
                .map(points -> points.between(0, step))
                .map(points -> points.value(points.size() - 1));
    }

    private static byte[] copyRows(List<Block> blocks) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(COPY_HEADER);
            out.writeInt(0);
            out.writeInt(0);
            for (Block block : blocks) {
                writeRow(out, block);
            }
            out.writeShort(-1);
        } catch (IOException e) {
            throw new DataAccessResourceFailureException("cannot write to memory", e);
        }
        return bytes.toByteArray();
    }

    private static void writeRow(DataOutputStream out, Block block) throws IOException {
        Points points = block.points();
        out.writeShort(COPY_COLUMNS);
        out.writeInt(2 * Long.BYTES);
        out.writeLong(block.experiment().getMostSignificantBits());
        out.writeLong(block.experiment().getLeastSignificantBits());
        out.writeInt(Short.BYTES);
        out.writeShort(block.series());
        writeLong(out, points.firstStep());
        writeLong(out, points.lastStep());
        out.writeInt(Integer.BYTES);
        out.writeInt(points.size());
        writeLong(out, Double.doubleToRawLongBits(points.value(0)));
        writeLong(out, Double.doubleToRawLongBits(points.value(points.size() - 1)));
        out.writeInt(1);
        out.writeBoolean(block.isClosed());
        List<@Nullable Buckets> levels = new ArrayList<>();
        if (block.isClosed()) {
            out.writeInt(Short.BYTES);
            out.writeShort(block.baseLevel());
            levels.addAll(block.levels());
        } else {
            out.writeInt(-1);
            for (int i = 0; i < Block.LEVELS; i++) {
                levels.add(null);
            }
        }
        writeBytes(out, PointCodec.encode(points));
        for (Buckets level : levels) {
            writeBytes(out, level == null ? null : level.encode());
        }
    }

    private static void writeLong(DataOutputStream out, long value) throws IOException {
        out.writeInt(Long.BYTES);
        out.writeLong(value);
    }

    private static void writeBytes(DataOutputStream out, byte @Nullable [] value) throws IOException {
        if (value == null) {
            out.writeInt(-1);
            return;
        }
        out.writeInt(value.length);
        out.write(value);
    }
}
