package dev.isobath.server.experiments;

import dev.isobath.server.ExperimentTestClient;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Fills the database with copies of one experiment, much faster than by submitting each. */
public final class ExperimentCopies {

    private ExperimentCopies() {}

    /** Deletes all experiments and makes {@code count} copies of a new one. The copies have the fields of its spec. */
    public static List<UUID> make(ExperimentTestClient client, int count) {
        JdbcClient database = client.database();
        database.sql("delete from experiment").update();
        UUID original = client.queue("original", 100, 0);
        List<String> columns =
                database.sql("""
                        select column_name from information_schema.columns
                        where table_name = 'experiment' and table_schema = current_schema() and is_identity = 'NO'
                            and is_generated = 'NEVER'
                        """).query((row, _) -> row.getString(1)).list();
        database.sql("insert into experiment (%s) select %s from experiment, generate_series(1, %d)"
                        .formatted(
                                String.join(", ", columns),
                                columns.stream()
                                        .map(column -> column.equals("id") ? "gen_random_uuid()" : column)
                                        .collect(Collectors.joining(", ")),
                                count))
                .update();
        database.sql("""
                        insert into experiment_fields (experiment_id, catalogue, fields)
                        select e.id, f.catalogue, f.fields from experiment e, experiment_fields f
                        where f.experiment_id = :original and e.id <> :original
                        """).param("original", original).update();
        database.sql("delete from experiment where id = :original")
                .param("original", original)
                .update();
        return database.sql("select id from experiment order by sequence")
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }
}
