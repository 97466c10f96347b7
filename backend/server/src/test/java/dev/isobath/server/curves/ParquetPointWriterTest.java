package dev.isobath.server.curves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of our writer, read by another's reader. */
class ParquetPointWriterTest {

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_536, 200_000})
    void every_row_comes_back(int rows) throws IOException {
        Path file = folder.resolve("points.parquet");
        try (OutputStream out = Files.newOutputStream(file)) {
            ParquetPointWriter writer = new ParquetPointWriter(out);
            for (int i = 0; i < rows; i++) {
                writer.write(metric(i), i + 1L, i * 4096.0, i * 1.25e9, i / 3.0, value(i));
            }
            writer.finish();
        }
        int read = 0;
        try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(file));
                RowReader row = reader.rowReader()) {
            while (row.hasNext()) {
                row.next();
                assertThat(row.getString("metric")).isEqualTo(metric(read));
                assertThat(row.getLong("step")).isEqualTo(read + 1L);
                assertThat(row.getDouble("tokens")).isEqualTo(read * 4096.0);
                assertThat(row.getDouble("flops")).isEqualTo(read * 1.25e9);
                assertThat(row.getDouble("seconds")).isEqualTo(read / 3.0);
                assertThat(row.getDouble("value")).isEqualTo(value(read));
                read++;
            }
        }
        assertThat(read).isEqualTo(rows);
    }

    private static String metric(int row) {
        return row < 100_000 ? "train_loss" : "expert_load/" + row % 12 + "/3";
    }

    private static double value(int row) {
        return switch (row % 1_000) {
            case 1 -> Double.NaN;
            case 2 -> Double.POSITIVE_INFINITY;
            case 3 -> Double.NEGATIVE_INFINITY;
            default -> Math.sin(row);
        };
    }
}
