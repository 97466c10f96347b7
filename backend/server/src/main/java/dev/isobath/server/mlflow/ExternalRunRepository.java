package dev.isobath.server.mlflow;

import dev.isobath.server.experiments.ExternalSpec;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** What an external experiment has beyond what every experiment has. */
@Repository
class ExternalRunRepository {

    private record Standing(String kind, boolean deleted) {}

    private final JdbcClient database;
    private final JsonMapper json;

    ExternalRunRepository(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    void add(UUID id, long mlflowExperiment, String userName, long startMillis) {
        database.sql("""
                        insert into external_run (experiment_id, mlflow_experiment_id, user_name, start_millis, tags)
                        values (:id, :experiment, :user, :start, '{}')
                        """)
                .param("id", id)
                .param("experiment", mlflowExperiment)
                .param("user", userName)
                .param("start", startMillis)
                .update();
    }

    /**
     * Returns the id of a run to which something can be logged.
     *
     * @throws MlflowException when there is no such run, when it is deleted, and when worker nodes train it
     */
    UUID requireWritable(UUID project, String id) {
        UUID known = requireExternal(project, id);
        if (standing(project, known).deleted()) {
            throw MlflowException.of(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "The run %s must be in the 'active' state, and it is deleted; restore it first.".formatted(id));
        }
        return known;
    }

    /**
     * Returns the id of a run of another program, whether it is active or deleted.
     *
     * @throws MlflowException when there is no such run, and when worker nodes train it
     */
    UUID requireExternal(UUID project, String id) {
        UUID known = RunIds.parse(id).orElseThrow(() -> MlflowException.noRun(id));
        if (!standing(project, known).kind().equals(ExternalSpec.KIND)) {
            throw MlflowException.of(
                    ErrorCode.PERMISSION_DENIED,
                    "Isobath's own worker nodes train the run %s, so clients of MLflow can read it and cannot change it."
                            .formatted(id));
        }
        return known;
    }

    private Standing standing(UUID project, UUID id) {
        return database.sql("""
                        select kind, deleted_at is not null as deleted from experiment where project_id = :project and id = :id
                        """)
                .param("project", project)
                .param("id", id)
                .query((row, _) -> new Standing(row.getString(1), row.getBoolean(2)))
                .optional()
                .orElseThrow(() -> MlflowException.noRun(RunIds.text(id)));
    }

    /** Returns whether another program has made an experiment. */
    boolean isExternal(UUID id) {
        return database.sql("select exists (select from external_run where experiment_id = :id)")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    long startMillis(UUID id) {
        return database.sql("select start_millis from external_run where experiment_id = :id")
                .param("id", id)
                .query(Long.class)
                .single();
    }

    void setEnd(UUID id, @Nullable Long millis) {
        database.sql("update external_run set end_millis = :end where experiment_id = :id")
                .param("end", millis)
                .param("id", id)
                .update();
    }

    Map<String, String> tags(UUID id) {
        return Texts.map(json.readTree(database.sql("select tags from external_run where experiment_id = :id")
                .param("id", id)
                .query(String.class)
                .single()));
    }

    void setTags(UUID id, Map<String, String> tags) {
        database.sql("update external_run set tags = cast(:tags as jsonb) where experiment_id = :id")
                .param("tags", json.writeValueAsString(tags))
                .param("id", id)
                .update();
    }
}
