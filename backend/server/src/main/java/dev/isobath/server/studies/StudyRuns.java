package dev.isobath.server.studies;

import dev.isobath.spec.SpecReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** The finished experiments of studies, as an analysis reads them. */
@Repository
class StudyRuns {

    private final JdbcClient database;
    private final JsonMapper json;

    StudyRuns(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /** Returns a text that changes whenever the runs of a study that have ended do. */
    String version(UUID study) {
        return database.sql("""
                        select count(*) || ' ' || count(*) filter (where e.state = 'FINISHED') || ' '
                            || coalesce(max(e.updated_at)::text, '') as version
                        from study_member m join experiment e on e.id = m.experiment_id
                        where m.study_id = :study and e.deleted_at is null and e.state in ('FINISHED', 'FAILED', 'CANCELLED')
                        """).param("study", study).query(String.class).single();
    }

    /** Returns the state of each experiment of a study that has not been deleted. */
    Map<UUID, String> states(UUID study) {
        Map<UUID, String> states = new HashMap<>();
        database.sql("""
                        select e.id, e.state from study_member m join experiment e on e.id = m.experiment_id
                        where m.study_id = :study and e.deleted_at is null
                        """).param("study", study).query(row -> {
            states.put(row.getObject("id", UUID.class), row.getString("state"));
        });
        return states;
    }

    /** Returns the finished runs in the order of the study's rows. */
    List<StudyRun> finished(UUID study) {
        return database.sql("""
                        select m.*, e.spec as run_spec, e.flops_convention, e.flops_before + e.flops_executed as flops_executed, e.step,
                               e.seconds_before + e.seconds as seconds, e.val_loss,
                               e.corpus_id,
                               (select case when count(distinct a.processor_class) = 1 then max(a.processor_class) end
                                from attempt a where a.experiment_id = e.id and a.last_step > a.resumed_from_step) as class,
                               (select string_agg(distinct concat_ws(', ', coalesce(a.processor_class, 'unknown processor'),
                                                                     n.cores || ' cores'), '; ')
                                from attempt a left join worker_node n on n.name = a.node
                                where a.experiment_id = e.id and a.last_step > a.resumed_from_step) as hardware
                        from study_member m join experiment e on e.id = m.experiment_id
                        where m.study_id = :study and e.deleted_at is null and e.state = 'FINISHED'
                        order by m.position
                        """)
                .param("study", study)
                .query((row, _) -> run(row))
                .list();
    }

    private StudyRun run(ResultSet row) throws SQLException {
        String key = row.getString("member_key");
        String variant = row.getString("variant");
        long seed = row.getLong("seed");
        return new StudyRun(
                row.getObject("experiment_id", UUID.class),
                key,
                variant,
                point(key, variant, seed),
                row.getObject("budget", Double.class),
                row.getObject("learning_rate", Double.class),
                seed,
                SpecReader.read(json.readTree(row.getString("run_spec"))),
                row.getString("flops_convention"),
                row.getDouble("flops_executed"),
                row.getLong("step"),
                row.getDouble("seconds"),
                Optional.ofNullable(row.getObject("val_loss", Double.class)).orElse(Double.NaN),
                row.getObject("corpus_id", UUID.class),
                Optional.ofNullable(row.getString("class")),
                Optional.ofNullable(row.getString("hardware")));
    }

    /** Returns the part of a key between variant and seed. */
    private static String point(String key, String variant, long seed) {
        String end = ", seed " + seed;
        return key.substring(variant.length(), key.length() - end.length()).replaceFirst("^, ", "");
    }
}
