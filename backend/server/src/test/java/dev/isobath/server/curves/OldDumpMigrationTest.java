package dev.isobath.server.curves;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The rows of an installation of the version whose points were rows. It trained a Mixture-of-Depths model, an integrated MoDE model, a
 * baseline with a learning rate of 10, and a Mixture-of-Experts model whose first attempt was killed.
 */
class OldDumpMigrationTest {

    private final OldPoints old = new OldPoints();

    @BeforeEach
    void restore() throws IOException, SQLException {
        try (InputStream file = Objects.requireNonNull(getClass().getResourceAsStream("/dumps/points-as-rows.sql.gz"));
                BufferedReader dump =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8))) {
            old.restore(dump);
        }
    }

    @Test
    void every_point_and_every_experiment_is_the_same_before_and_after() {
        List<UUID> ids = old.database
                .sql("select id from experiment order by sequence")
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
        Map<UUID, List<OldPoints.Point>> points = new LinkedHashMap<>();
        ids.forEach(id -> points.put(id, old.oldPoints(id)));
        assertThat(points.values().stream().mapToInt(List::size)).containsExactly(3_952, 1_925, 1_452, 25_266);
        List<Map<String, Object>> experiments = rows("experiment");
        List<Map<String, Object>> attempts = rows("attempt");
        assertThat(attempts).hasSize(5);

        old.migrate();

        points.forEach((id, before) -> assertThat(old.newPoints(id)).isEqualTo(before));
        assertThat(columnsOf(rows("experiment"), experiments)).isEqualTo(experiments);
        assertThat(columnsOf(rows("attempt"), attempts)).isEqualTo(attempts);
    }

    private List<Map<String, Object>> rows(String table) {
        return old.database.sql("select * from " + table + " order by id").query().listOfRows().stream()
                .map(OldDumpMigrationTest::texts)
                .toList();
    }

    /** Makes values comparable: arrays and objects of the driver are equal to nothing but themselves. */
    private static Map<String, Object> texts(Map<String, Object> row) {
        Map<String, Object> texts = new LinkedHashMap<>();
        row.forEach((column, value) -> texts.put(
                column, value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value)));
        return texts;
    }

    /** Leaves out the columns that are new, and the speed of ended runs, which is that of the whole run now. */
    private static List<Map<String, Object>> columnsOf(
            List<Map<String, Object>> after, List<Map<String, Object>> before) {
        after.forEach(row -> row.keySet().retainAll(before.getFirst().keySet()));
        Stream.concat(after.stream(), before.stream()).forEach(row -> row.remove("tokens_per_second"));
        return after;
    }
}
