package dev.isobath.server.checkpoints;

import dev.isobath.server.experiments.ExperimentViewService;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Tells from which experiment another one starts, and which ones start from it. */
@RestController
@Tag(name = "experiments")
class LineageController {

    /**
     * An experiment that starts from a checkpoint, or the one that took it.
     *
     * @param name its name; that of the time of the start when it is gone
     * @param step the step of the checkpoint
     * @param state what is taken over: {@code all} or {@code weights}
     * @param exists whether the experiment can be opened; otherwise it was deleted
     */
    @Schema(name = "Relative")
    record Relative(UUID experiment, String name, long step, String state, boolean exists) {}

    /**
     * The relatives of an experiment.
     *
     * @param origin the experiment whose checkpoint it starts from, or null
     * @param successors the experiments that start from a checkpoint of it, the newest first
     */
    record Lineage(@Nullable Relative origin, List<Relative> successors) {}

    private static final int MOST = 200;
    private static final RowMapper<Relative> ROW = (row, _) -> new Relative(
            row.getObject("id", UUID.class),
            row.getString("name"),
            row.getLong("step"),
            row.getString("state"),
            row.getBoolean("present"));

    private final JdbcClient database;
    private final ExperimentViewService experiments;

    LineageController(JdbcClient database, ExperimentViewService experiments) {
        this.database = database;
        this.experiments = experiments;
    }

    @GetMapping("/api/experiments/{id}/lineage")
    Lineage getLineage(@PathVariable UUID id) {
        experiments.requireExisting(id);
        Relative origin =
                database.sql("""
                        select p.source_id as id, coalesce(e.name, p.source_name) as name, p.step, p.state,
                               e.id is not null as present
                        from start_point p left join experiment e on e.id = p.source_id and e.deleted_at is null
                        where p.experiment_id = :id
                        """).param("id", id).query(ROW).optional().orElse(null);
        List<Relative> successors =
                database.sql("""
                        select e.id, e.name, p.step, p.state, true as present
                        from start_point p join experiment e on e.id = p.experiment_id
                        where p.source_id = :id and e.deleted_at is null
                        order by e.sequence desc limit :most
                        """).param("id", id).param("most", MOST).query(ROW).list();
        return new Lineage(origin, successors);
    }
}
