package dev.isobath.server.studies;

import dev.isobath.server.experiments.ExperimentState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Where the experiments of studies stand in successive halving. */
@Repository
class StudyContestants {

    private final JdbcClient database;

    StudyContestants(JdbcClient database) {
        this.database = database;
    }

    /** Returns the rows of a study that have an experiment or wait for one, in their order. */
    List<Contestant> of(UUID study) {
        return database.sql("""
                        select m.*, e.state, coalesce(e.step, 0) as step, coalesce(e.steps, 0) as steps
                        from study_member m left join experiment e on e.id = m.experiment_id and e.deleted_at is null
                        where m.study_id = :study
                          and (e.id is not null or (m.experiment_id is null and m.problem is null and not m.dropped))
                        order by m.position
                        """)
                .param("study", study)
                .query((row, _) -> contestant(row))
                .list();
    }

    private static Contestant contestant(ResultSet row) throws SQLException {
        return new Contestant(
                row.getString("member_key"),
                row.getString("variant"),
                row.getLong("seed"),
                row.getBoolean("reused"),
                row.getObject("experiment_id", UUID.class),
                Optional.ofNullable(row.getString("state"))
                        .map(ExperimentState::valueOf)
                        .orElse(null),
                row.getLong("step"),
                row.getLong("steps"),
                row.getInt("rung"),
                row.getBoolean("held"),
                row.getString("stopped"));
    }

    /** Marks an experiment that waits at a rung. */
    void hold(UUID study, String key) {
        change(study, key, "held = true");
    }

    /** Marks an experiment that has passed some rungs. */
    void pass(UUID study, String key, int rungs) {
        change(study, key, "held = false, rung = " + rungs);
    }

    /** Marks an experiment that was stopped, with the reason in words. */
    void stop(UUID study, String key, String why) {
        database.sql("""
                        update study_member set held = false, stopped = :why where study_id = :study and member_key = :key
                        """)
                .param("why", why)
                .param("study", study)
                .param("key", key)
                .update();
    }

    private void change(UUID study, String key, String assignments) {
        database.sql("update study_member set " + assignments + " where study_id = :study and member_key = :key")
                .param("study", study)
                .param("key", key)
                .update();
    }
}
