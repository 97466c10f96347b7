package dev.isobath.server.curves;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes points as an Apache Parquet file (format 2.x): one text, one whole number and four doubles in each row, none of them ever
 * missing. Each column of a row group is one page, in plain encoding, compressed by zstd. The library parquet-hadoop would bring
 * a hundred others for this.
 */
final class ParquetPointWriter implements PointWriter {

    private enum Type {
        INT64(2),
        DOUBLE(5),
        BYTE_ARRAY(6);

        private final int number;

        Type(int number) {
            this.number = number;
        }
    }

    private record Column(String name, Type type) {}

    private record Chunk(Column column, long offset, int plainBytes, int bytes) {}

    private record RowGroup(List<Chunk> chunks, int rows) {}

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int ROWS_PER_GROUP = 1 << 16;
    private static final int MAX_NAME_BYTES = Integer.BYTES + 80;
    private static final int REQUIRED = 0;
    private static final int UTF8 = 0;
    private static final int PLAIN = 0;
    private static final int RLE = 3;
    private static final int ZSTD = 6;
    private static final int DATA_PAGE = 0;

    private static final List<Column> COLUMNS = List.of(
            new Column("metric", Type.BYTE_ARRAY),
            new Column("step", Type.INT64),
            new Column("tokens", Type.DOUBLE),
            new Column("flops", Type.DOUBLE),
            new Column("seconds", Type.DOUBLE),
            new Column("value", Type.DOUBLE));

    private final OutputStream out;
    private final List<ByteBuffer> columns = COLUMNS.stream()
            .map(column -> ByteBuffer.allocate(
                            ROWS_PER_GROUP * (column.type() == Type.BYTE_ARRAY ? MAX_NAME_BYTES : Long.BYTES))
                    .order(ByteOrder.LITTLE_ENDIAN))
            .toList();
    private final List<RowGroup> groups = new ArrayList<>();
    private long position;
    private int rows;
    private long allRows;

    ParquetPointWriter(OutputStream out) throws IOException {
        this.out = out;
        write(MAGIC);
    }

    @Override
    public void write(String metric, long step, double tokens, double flops, double seconds, double value)
            throws IOException {
        byte[] name = metric.getBytes(StandardCharsets.UTF_8);
        columns.get(0).putInt(name.length).put(name);
        columns.get(1).putLong(step);
        columns.get(2).putDouble(tokens);
        columns.get(3).putDouble(flops);
        columns.get(4).putDouble(seconds);
        columns.get(5).putDouble(value);
        if (++rows == ROWS_PER_GROUP) {
            writeGroup();
        }
    }

    @Override
    public void finish() throws IOException {
        if (rows > 0) {
            writeGroup();
        }
        byte[] footer = ThriftWriter.write(this::describeFile);
        write(footer);
        write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(footer.length)
                .array());
        write(MAGIC);
        out.flush();
    }

    private void writeGroup() throws IOException {
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < COLUMNS.size(); i++) {
            ByteBuffer column = columns.get(i);
            byte[] plain = Arrays.copyOf(column.array(), column.position());
            column.clear();
            byte[] packed = Zstd.compress(plain, 1);
            long offset = position;
            write(ThriftWriter.write(page -> describePage(page, plain.length, packed.length)));
            int headBytes = (int) (position - offset);
            write(packed);
            chunks.add(new Chunk(COLUMNS.get(i), offset, headBytes + plain.length, headBytes + packed.length));
        }
        groups.add(new RowGroup(chunks, rows));
        allRows += rows;
        rows = 0;
    }

    private void describePage(ThriftWriter page, int plainBytes, int bytes) {
        page.i32(1, DATA_PAGE);
        page.i32(2, plainBytes);
        page.i32(3, bytes);
        page.struct(5, data -> {
            data.i32(1, rows);
            data.i32(2, PLAIN);
            data.i32(3, RLE);
            data.i32(4, RLE);
        });
    }

    private void describeFile(ThriftWriter file) {
        file.i32(1, 2);
        List<Column> schema = new ArrayList<>(COLUMNS);
        schema.addFirst(new Column("points", Type.BYTE_ARRAY));
        file.structList(2, schema, column -> describeColumn(file, column, column == schema.getFirst()));
        file.i64(3, allRows);
        file.structList(4, groups, group -> {
            file.structList(1, group.chunks(), chunk -> describeChunk(file, chunk, group.rows()));
            file.i64(2, group.chunks().stream().mapToLong(Chunk::plainBytes).sum());
            file.i64(3, group.rows());
        });
        file.string(6, "isobath");
    }

    private static void describeColumn(ThriftWriter file, Column column, boolean isRoot) {
        if (isRoot) {
            file.string(4, column.name());
            file.i32(5, COLUMNS.size());
            return;
        }
        file.i32(1, column.type().number);
        file.i32(3, REQUIRED);
        file.string(4, column.name());
        if (column.type() == Type.BYTE_ARRAY) {
            file.i32(6, UTF8);
        }
    }

    private static void describeChunk(ThriftWriter file, Chunk chunk, int rows) {
        file.i64(2, chunk.offset());
        file.struct(3, data -> {
            data.i32(1, chunk.column().type().number);
            data.i32List(2, List.of(PLAIN, RLE));
            data.stringList(3, List.of(chunk.column().name()));
            data.i32(4, ZSTD);
            data.i64(5, rows);
            data.i64(6, chunk.plainBytes());
            data.i64(7, chunk.bytes());
            data.i64(9, chunk.offset());
        });
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        position += bytes.length;
    }
}
