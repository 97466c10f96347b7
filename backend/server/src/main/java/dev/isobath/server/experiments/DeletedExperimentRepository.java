package dev.isobath.server.experiments;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The deleted experiments, which all other code does not see. It uses plain SQL, because the entity hides them. */
@Repository
public class DeletedExperimentRepository {

    /**
     * A deleted experiment as clients see it.
     *
     * @param restorableUntil when it may be removed for good
     */
    @Schema(name = "DeletedExperiment")
    record View(
            UUID id,
            String name,
            String kind,
            @Nullable String createdBy,
            @Nullable String deletedBy,
            Instant deletedAt,
            Instant restorableUntil) {}

    /** An experiment that is to be removed for good. */
    public record Expired(UUID id, String name) {}

    private final JdbcClient database;
    private final Duration kept;

    DeletedExperimentRepository(JdbcClient database, DeletionProperties settings) {
        this.database = database;
        this.kept = settings.keepDeleted();
    }

    @Transactional(propagation = Propagation.MANDATORY)
    Optional<DeletedExperiment> findForUpdate(UUID id) {
        return database.sql("""
                        select id, project_id, name, created_by from experiment
                        where id = :id and deleted_at is not null for update
                        """)
                .param("id", id)
                .query((row, _) -> new DeletedExperiment(
                        row.getObject("id", UUID.class),
                        row.getObject("project_id", UUID.class),
                        row.getString("name"),
                        row.getObject("created_by", UUID.class)))
                .optional();
    }

    void restore(UUID id) {
        database.sql("""
                        update experiment
                        set deleted_at = null, deleted_by_name = null, updated_at = clock_timestamp(), version = version + 1
                        where id = :id
                        """).param("id", id).update();
    }

    /** Returns the deleted experiments of a project, the last deleted first. */
    List<View> list(UUID project, int most) {
        return database.sql("""
                        select id, name, kind, created_by_name, deleted_by_name, deleted_at from experiment
                        where project_id = :project and deleted_at is not null order by deleted_at desc, sequence limit :most
                        """)
                .param("project", project)
                .param("most", most)
                .query((row, _) -> {
                    Instant at =
                            row.getObject("deleted_at", OffsetDateTime.class).toInstant();
                    return new View(
                            row.getObject("id", UUID.class),
                            row.getString("name"),
                            row.getString("kind"),
                            row.getString("created_by_name"),
                            row.getString("deleted_by_name"),
                            at,
                            at.plus(kept));
                })
                .list();
    }

    /** Returns some experiments whose time to be restored is over. */
    public List<Expired> findExpired(int most) {
        return database.sql("""
                        select id, name from experiment
                        where deleted_at < clock_timestamp() - cast(:seconds as float8) * interval '1 second'
                        order by deleted_at limit :most
                        """)
                .param("seconds", kept.toMillis() / 1000.0)
                .param("most", most)
                .query((row, _) -> new Expired(row.getObject("id", UUID.class), row.getString("name")))
                .list();
    }

    /** Removes an experiment for good, with all rows that belong to it, unless it was restored meanwhile. */
    public boolean remove(UUID id) {
        return database.sql("delete from experiment where id = :id and deleted_at is not null")
                        .param("id", id)
                        .update()
                > 0;
    }
}
