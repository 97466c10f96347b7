package dev.isobath.server.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Copies of experiments, made in the database. Submitting and reporting all of them would take the most of an hour. */
final class BenchCopies {

    private static final String COLUMNS = """
            select string_agg(quote_ident(column_name), ', '), string_agg(case column_name
                when 'id' then 'gen_random_uuid()' when 'idempotency_key' then 'null' else quote_ident(column_name) end, ', ')
            from information_schema.columns
            where table_name = 'experiment' and table_schema = current_schema() and is_identity = 'NO' and is_generated = 'NEVER'
            """;

    private final Connection connection;

    BenchCopies(Connection connection) {
        this.connection = connection;
    }

    /** Makes experiments like another one and returns their ids. */
    List<String> experiments(String source, int count) throws SQLException {
        List<String> copies = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            String insert;
            try (ResultSet columns = statement.executeQuery(COLUMNS)) {
                columns.next();
                insert =
                        "insert into experiment (%s) select %s from experiment, generate_series(1, %d) where id = '%s' returning id"
                                .formatted(columns.getString(1), columns.getString(2), count, source);
            }
            try (ResultSet ids = statement.executeQuery(insert)) {
                while (ids.next()) {
                    copies.add(ids.getString(1));
                }
            }
        }
        update("""
                insert into experiment_fields (experiment_id, catalogue, fields)
                select c, f.catalogue, f.fields from unnest(?::uuid[]) c, experiment_fields f where f.experiment_id = ?::uuid
                """, copies, source);
        return copies;
    }

    /** Makes experiments with the curves of another one. */
    List<String> runs(String source, int count) throws SQLException {
        List<String> copies = experiments(source, count);
        update("""
                insert into curve_metric (experiment_id, id, name)
                select c, m.id, m.name from unnest(?::uuid[]) c, curve_metric m where m.experiment_id = ?::uuid
                """, copies, source);
        update("""
                insert into curve_extent (experiment_id, last_step, merged_step, open_steps, open_batches, open_blocks)
                select c, x.last_step, x.merged_step, x.open_steps, x.open_batches, x.open_blocks
                from unnest(?::uuid[]) c, curve_extent x where x.experiment_id = ?::uuid
                """, copies, source);
        update("""
                insert into curve_block
                select c, b.series, b.first_step, b.last_step, b.points, b.first_value, b.last_value, b.closed, b.base_level,
                    b.content, b.level_0, b.level_1, b.level_2, b.level_3
                from unnest(?::uuid[]) c, curve_block b where b.experiment_id = ?::uuid
                order by 1, 2, 3
                """, copies, source);
        return copies;
    }

    /** Gives the first metric of a run other names too, with the same points. */
    void metrics(String run, List<String> names) throws SQLException {
        try (PreparedStatement metric = connection.prepareStatement(
                        "insert into curve_metric (experiment_id, id, name) values (?::uuid, ?, ?)");
                PreparedStatement points = connection.prepareStatement("""
                        insert into curve_block
                        select experiment_id, ?, first_step, last_step, points, first_value, last_value, closed, base_level,
                            content, level_0, level_1, level_2, level_3
                        from curve_block where experiment_id = ?::uuid and series = 1
                        order by first_step
                        """)) {
            for (int i = 0; i < names.size(); i++) {
                metric.setString(1, run);
                metric.setInt(2, i + 2);
                metric.setString(3, names.get(i));
                metric.executeUpdate();
                points.setShort(1, (short) (i + 2));
                points.setString(2, run);
                points.executeUpdate();
            }
        }
    }

    /** Makes experiments until there are enough, and gives all of them different names, states, values and fields. */
    void list(String source, int count) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int there;
            try (ResultSet number = statement.executeQuery("select count(*) from experiment")) {
                number.next();
                there = number.getInt(1);
            }
            experiments(source, Math.max(0, count - there));
            statement.execute("""
                    update experiment set name = 'run ' || sequence, val_loss = 1 + random(), step = floor(random() * 100),
                        tags = case when random() < 0.5 then array['paper', 'x'] else array['y'] end,
                        created_at = created_at - random() * interval '30 days',
                        state = case when random() < 0.9 then 'FINISHED' else 'CANCELLED' end;
                    update experiment_fields set fields = fields || jsonb_build_object(
                        'architecture.capacity', random(), 'training.learningRate', power(10, -5 + 4 * random()));
                    delete from metric_value;
                    insert into metric_value (name, experiment_id, last_step, last, least, greatest)
                    select case n when 1 then 'val_loss' when 2 then 'train_loss' else 'router_mean/' || n end,
                        e.id, 100, 1 + random(), random(), 2 + random()
                    from experiment e, generate_series(1, 30) n""");
            for (String table : List.of("experiment", "experiment_fields", "metric_value")) {
                statement.execute("vacuum analyze " + table);
            }
        }
    }

    private void update(String sql, List<String> copies, String source) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("text", copies.toArray()));
            statement.setString(2, source);
            statement.executeUpdate();
        }
    }
}
