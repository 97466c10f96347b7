package dev.isobath.server.curves;

import dev.isobath.server.database.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A database with the tables of the version whose points were rows, and its migration. */
final class OldPoints {

    /** The last migration of that version. */
    private static final String BEFORE = "202611292352";

    record Point(String metric, long step, String value, double tokens, double flops, double seconds) {}

    private final DriverManagerDataSource source = new DriverManagerDataSource();
    final JdbcClient database;

    /** Makes the tables without any rows of experiments. */
    OldPoints() {
        String url = TestDatabase.empty();
        source.setUrl(url);
        source.setUsername(TestDatabase.user());
        source.setPassword(TestDatabase.password());
        Flyway.configure()
                .dataSource(url, TestDatabase.user(), TestDatabase.password())
                .target(BEFORE)
                .load()
                .migrate();
        database = JdbcClient.create(source);
    }

    /** Replaces the rows of all tables by those of a dump, which is text in the format of {@code pg_dump --data-only}. */
    void restore(BufferedReader dump) throws SQLException, IOException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            // The rows of the dump refer to each other, and are complete.
            statement.execute("set session_replication_role = replica");
            statement.execute("delete from project");
            CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
            for (String copy = dump.readLine(); copy != null; copy = dump.readLine()) {
                StringBuilder rows = new StringBuilder();
                for (String line = dump.readLine(); !"\\.".equals(line); line = dump.readLine()) {
                    rows.append(line).append('\n');
                }
                copies.copyIn(copy, new StringReader(rows.toString()));
            }
        }
    }

    /** Brings the tables to this version and moves the points. */
    void migrate() {
        flyway();
        migration().afterPropertiesSet();
    }

    void flyway() {
        Flyway.configure()
                .dataSource(source.getUrl(), TestDatabase.user(), TestDatabase.password())
                .load()
                .migrate();
    }

    OldPointsMigration migration() {
        // The blocks have to be written by the connection of the transaction.
        return new OldPointsMigration(database, writer(), transaction());
    }

    private CurveWriter writer() {
        return new CurveWriter(
                new BlockRepository(database, new JdbcTemplate(source)),
                new MetricRepository(database),
                new MetricSummaries(database, new MetricSummaryReader(database)),
                new SimpleMeterRegistry());
    }

    private TransactionTemplate transaction() {
        return new TransactionTemplate(new JdbcTransactionManager(source));
    }

    List<Point> oldPoints(UUID experiment) {
        return database.sql("""
                        select m.name, p.step, p.value, p.tokens, p.flops, p.seconds
                        from curve_point p join curve_metric m on m.experiment_id = p.experiment_id and m.id = p.metric_id
                        where p.experiment_id = :id order by m.id, p.step
                        """)
                .param("id", experiment)
                .query((row, _) -> new Point(
                        row.getString(1),
                        row.getLong(2),
                        bits(row.getDouble(3)),
                        row.getDouble(4),
                        row.getDouble(5),
                        row.getDouble(6)))
                .list();
    }

    /** Reads all points as a download has them. */
    List<Point> newPoints(UUID experiment) {
        List<String> metrics = database.sql("select name from curve_metric where experiment_id = :id order by id")
                .param("id", experiment)
                .query((row, _) -> row.getString("name"))
                .list();
        List<Point> points = new ArrayList<>();
        PointDownloads downloads = new PointDownloads(
                new BlockReader(database), new MetricRepository(database), new JdbcTransactionManager(source));
        try {
            downloads.write(experiment, downloads.series(experiment, metrics), new PointWriter() {
                @Override
                public void write(String metric, long step, double tokens, double flops, double seconds, double value) {
                    points.add(new Point(metric, step, bits(value), tokens, flops, seconds));
                }

                @Override
                public void finish() {}
            });
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return points;
    }

    /** Equal bits are equal numbers, also where a number is not equal to itself. */
    private static String bits(double value) {
        return Long.toHexString(Double.doubleToRawLongBits(value));
    }
}
