package dev.isobath.server.studies;

import dev.isobath.server.studies.StudyRow.Addition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The studies of all projects. */
@Repository
@Transactional
class StudyRepository {

    private static final TypeReference<List<Addition>> ADDITIONS = new TypeReference<>() {};

    private static final String PROGRESS = """
            select m.study_id, count(*) as members,
                   count(*) filter (where m.experiment_id is null and m.problem is null and not m.dropped) as waiting,
                   count(*) filter (where e.state = 'QUEUED') as queued,
                   count(*) filter (where e.state = 'RUNNING') as running,
                   count(*) filter (where e.state = 'PAUSED') as paused,
                   count(*) filter (where e.state = 'FINISHED') as finished,
                   count(*) filter (where e.state = 'FAILED') as failed,
                   count(*) filter (where e.state = 'CANCELLED') as cancelled,
                   coalesce(sum(e.flops_planned), 0) as planned, coalesce(sum(e.flops_executed), 0) as executed
            from study_member m left join experiment e on e.id = m.experiment_id and e.deleted_at is null
            """;

    private final JdbcClient database;
    private final JdbcTemplate template;
    private final JsonMapper json;

    StudyRepository(JdbcClient database, JdbcTemplate template, JsonMapper json) {
        this.database = database;
        this.template = template;
        this.json = json;
    }

    void add(StudyRow study, List<MemberRow> members) {
        database.sql("""
                        insert into study (id, project_id, name, design, document, created_by, created_by_name, created_at)
                        values (:id, :project, :name, :design, cast(:document as jsonb), :by, :byName, :at)
                        """)
                .param("id", study.id())
                .param("project", study.projectId())
                .param("name", study.name())
                .param("design", study.design())
                .param("document", study.document().toString())
                .param("by", study.createdBy())
                .param("byName", study.createdByName())
                .param("at", Timestamp.from(study.createdAt()))
                .update();
        addMembers(study.id(), members, 0);
    }

    /** Adds members behind those that there are. */
    void grow(UUID id, Addition addition, List<MemberRow> members) {
        database.sql("""
                        update study set additions = additions || cast(:addition as jsonb), followed = null where id = :id
                        """)
                .param("addition", json.writeValueAsString(List.of(addition)))
                .param("id", id)
                .update();
        extend(id, members);
    }

    /** Adds members behind those that there are, without an addition to what the study asks. */
    void extend(UUID id, List<MemberRow> members) {
        int last = database.sql("select coalesce(max(position) + 1, 0) from study_member where study_id = :id")
                .param("id", id)
                .query(Integer.class)
                .single();
        addMembers(id, members, last);
    }

    /**
     * Returns the launched studies that ask for seeds at their best sizes, for successive halving, for shared trunks, or for a stop after
     * a failure, the oldest first.
     */
    List<UUID> toFollow() {
        return database.sql("""
                        select id from study
                        where launched_at is not null and deleted_at is null
                          and (stop_on_failure or jsonb_exists(document, 'seedsAtBest')
                               or jsonb_exists(document, 'halving') or jsonb_exists(document, 'trunk') or jsonb_path_exists(additions, '$[*].entries.seedsAtBest'))
                        order by launched_at, id
                        """)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    void setFollowed(UUID study, @Nullable String version) {
        database.sql("update study set followed = :version where id = :id")
                .param("version", version, Types.VARCHAR)
                .param("id", study)
                .update();
    }

    void setSettings(UUID study, StudySettings settings) {
        database.sql("""
                        update study set priority = :priority, flops_limit = :limit, stop_on_failure = :stop, followed = null
                        where id = :id
                        """)
                .param("priority", settings.priority())
                .param("limit", settings.flopsLimit(), Types.DOUBLE)
                .param("stop", settings.stopOnFailure())
                .param("id", study)
                .update();
    }

    /** Returns the training FLOPs that the experiments submitted by a study are planned with. */
    double flopsSubmitted(UUID study) {
        return database.sql("""
                        select coalesce(sum(e.flops_planned), 0) from study_member m join experiment e on e.id = m.experiment_id
                        where m.study_id = :study and not m.reused
                        """).param("study", study).query(Double.class).single();
    }

    private void addMembers(UUID study, List<MemberRow> members, int first) {
        List<Object[]> rows = new ArrayList<>();
        for (MemberRow member : members) {
            rows.add(new Object[] {
                study,
                first + rows.size(),
                member.key(),
                member.variant(),
                member.budget(),
                member.learningRate(),
                member.seed(),
                member.spec(),
                member.problem(),
                member.trunk()
            });
        }
        template.batchUpdate("""
                insert into study_member
                    (study_id, position, member_key, variant, budget, learning_rate, seed, spec, problem, trunk)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, rows);
    }

    Optional<StudyRow> find(UUID id) {
        return database.sql("select * from study where id = :id and deleted_at is null")
                .param("id", id)
                .query((row, _) -> study(row))
                .optional();
    }

    /** Returns a study and keeps others from changing it until the transaction ends. */
    Optional<StudyRow> findForUpdate(UUID id) {
        return database.sql("select * from study where id = :id and deleted_at is null for update")
                .param("id", id)
                .query((row, _) -> study(row))
                .optional();
    }

    /** Returns the studies of a project, the newest first. */
    List<StudyRow> list(UUID project) {
        return database.sql("""
                        select * from study where project_id = :project and deleted_at is null
                        order by created_at desc, id
                        """)
                .param("project", project)
                .query((row, _) -> study(row))
                .list();
    }

    List<MemberRow> members(UUID study) {
        return database.sql("select * from study_member where study_id = :study order by position")
                .param("study", study)
                .query((row, _) -> member(row))
                .list();
    }

    StudyProgress progress(UUID study) {
        return database.sql(PROGRESS + "where m.study_id = :study group by m.study_id")
                .param("study", study)
                .query((row, _) -> progress(row))
                .optional()
                .orElse(StudyProgress.NONE);
    }

    /** Returns the progress of every study of a project. */
    Map<UUID, StudyProgress> progressOf(UUID project) {
        Map<UUID, StudyProgress> all = new HashMap<>();
        database.sql(PROGRESS + """
                        where m.study_id in (select id from study where project_id = :project and deleted_at is null)
                        group by m.study_id
                        """).param("project", project).query(row -> {
            all.put(row.getObject("study_id", UUID.class), progress(row));
        });
        return all;
    }

    private static StudyProgress progress(ResultSet row) throws SQLException {
        return new StudyProgress(
                row.getInt("members"),
                row.getInt("waiting"),
                row.getInt("queued"),
                row.getInt("running"),
                row.getInt("paused"),
                row.getInt("finished"),
                row.getInt("failed"),
                row.getInt("cancelled"),
                row.getDouble("planned"),
                row.getDouble("executed"));
    }

    /** Decides for or against some members that have no experiment yet. Returns how many of them changed. */
    int drop(UUID study, Collection<String> keys, boolean dropped) {
        return database.sql("""
                        update study_member set dropped = :dropped
                        where study_id = :study and member_key = any(:keys::text[]) and dropped <> :dropped
                          and experiment_id is null
                        """)
                .param("dropped", dropped)
                .param("study", study)
                .param("keys", keys.toArray(String[]::new))
                .update();
    }

    /** Marks the members that a launch comes to later, when the runs that they go on from have ended. */
    void setPending(UUID study) {
        database.sql("""
                        update study_member set pending = true
                        where study_id = :study and trunk is not null and experiment_id is null and problem is null and not dropped
                        """).param("study", study).update();
    }

    /**
     * Gives a member its experiment.
     *
     * @param spec the spec of the experiment, which says now what a run goes on from
     */
    void setExperiment(UUID study, String key, @Nullable String spec, UUID experiment, boolean reused) {
        database.sql("""
                        update study_member
                        set experiment_id = :experiment, reused = :reused, spec = :spec, pending = false
                        where study_id = :study and member_key = :key
                        """)
                .param("spec", spec, Types.VARCHAR)
                .param("experiment", experiment)
                .param("reused", reused)
                .param("study", study)
                .param("key", key)
                .update();
    }

    void setLaunched(UUID study) {
        database.sql("update study set launched_at = coalesce(launched_at, now()) where id = :id")
                .param("id", study)
                .update();
    }

    void delete(UUID study) {
        database.sql("update study set deleted_at = now() where id = :id")
                .param("id", study)
                .update();
    }

    private StudyRow study(ResultSet row) throws SQLException {
        return new StudyRow(
                row.getObject("id", UUID.class),
                row.getObject("project_id", UUID.class),
                row.getString("name"),
                row.getString("design"),
                json.readTree(row.getString("document")),
                json.readValue(row.getString("additions"), ADDITIONS),
                row.getObject("created_by", UUID.class),
                row.getString("created_by_name"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "launched_at"),
                row.getString("followed"),
                new StudySettings(
                        row.getInt("priority"),
                        row.getObject("flops_limit", Double.class),
                        row.getBoolean("stop_on_failure")));
    }

    private static MemberRow member(ResultSet row) throws SQLException {
        return new MemberRow(
                row.getString("member_key"),
                row.getString("variant"),
                row.getObject("budget", Double.class),
                row.getObject("learning_rate", Double.class),
                row.getLong("seed"),
                row.getString("spec"),
                row.getString("problem"),
                row.getBoolean("dropped"),
                row.getBoolean("reused"),
                row.getObject("experiment_id", UUID.class),
                row.getString("trunk"),
                row.getBoolean("pending"),
                row.getString("stopped"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
