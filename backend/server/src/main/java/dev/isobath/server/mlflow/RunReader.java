package dev.isobath.server.mlflow;

import dev.isobath.server.experiments.ExperimentState;
import dev.isobath.server.experiments.ExternalSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads runs as clients of MLflow see them. */
@Repository
@Transactional(readOnly = true)
class RunReader {

    /** What the flat fields of a spec have beside the fields of the spec. */
    private static final String DIGEST = "configuration";

    private final JdbcClient database;
    private final JsonMapper json;

    RunReader(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /** Returns one run, whether it is active or deleted. */
    public Json.Run get(UUID project, String id) {
        return RunIds.parse(id)
                .flatMap(known -> list(project, List.of(known)).stream().findFirst())
                .orElseThrow(() -> MlflowException.noRun(id));
    }

    /** Returns the runs that exist, in the order of the ids. */
    public List<Json.Run> list(UUID project, Collection<UUID> ids) {
        Map<UUID, List<Json.Metric>> metrics = metrics(ids);
        Map<UUID, Json.Run> runs = new HashMap<>();
        database.sql("""
                        select e.id, e.name, e.state, e.deleted_at is not null as deleted, r.experiment_id is not null as external,
                            %s as experiment, %s as user_name, %s as started, %s as ended, %s as tags, s.fields
                        from %s where e.project_id = :project and e.id = any(:ids)
                        """.formatted(
                                RunSearch.EXPERIMENT,
                                RunSearch.USER,
                                RunSearch.STARTED,
                                RunSearch.ENDED,
                                RunSearch.TAGS,
                                RunSearch.TABLES))
                .param("project", project)
                .param("ids", ids.toArray(UUID[]::new))
                .query(row -> {
                    UUID id = row.getObject("id", UUID.class);
                    runs.put(id, run(row, id, metrics.getOrDefault(id, List.of())));
                });
        return ids.stream().map(runs::get).filter(Objects::nonNull).toList();
    }

    private Json.Run run(ResultSet row, UUID id, List<Json.Metric> metrics) throws SQLException {
        String experiment = row.getString("experiment");
        String runId = RunIds.text(id);
        String name = row.getString("name");
        Map<String, String> tags = Texts.map(json.readTree(row.getString("tags")));
        // The name may have been changed in the dashboard.
        String logged = tags.getOrDefault(RunTags.NAME, "");
        String shown = RunLog.shownName(logged, id).equals(name) ? logged : name;
        tags.put(RunTags.NAME, shown.isEmpty() ? name : shown);
        return new Json.Run(
                new Json.RunInfo(
                        runId,
                        runId,
                        shown.isEmpty() ? name : shown,
                        experiment,
                        row.getString("user_name"),
                        RunStatus.of(ExperimentState.valueOf(row.getString("state"))),
                        row.getLong("started"),
                        row.getObject("ended", Long.class),
                        Artifacts.location(experiment, runId),
                        Lifecycle.stage(row.getBoolean("deleted"))),
                new Json.RunData(
                        metrics, params(row.getString("fields"), row.getBoolean("external")), Json.Pair.of(tags)));
    }

    private List<Json.Pair> params(String fields, boolean external) {
        JsonNode flat = json.readTree(fields == null ? "{}" : fields);
        List<Json.Pair> params = new ArrayList<>();
        Texts.map(flat).forEach((name, value) -> {
            if (external && name.startsWith(ExternalSpec.PREFIX)) {
                params.add(new Json.Pair(name.substring(ExternalSpec.PREFIX.length()), value));
            } else if (!external && !name.equals(DIGEST)) {
                params.add(new Json.Pair(name, value));
            }
        });
        return params;
    }

    /** Returns the latest point of each metric. A last value of a native metric that is no finite number is NaN. */
    private Map<UUID, List<Json.Metric>> metrics(Collection<UUID> ids) {
        Map<UUID, List<Json.Metric>> metrics = new HashMap<>();
        database.sql("""
                        select m.experiment_id, m.name, m.value, m.at_millis, m.step from external_metric m
                        where m.experiment_id = any(:ids)
                        union all
                        select v.experiment_id, v.name, coalesce(v.last, 'NaN'), (extract(epoch from e.updated_at) * 1000)::bigint,
                            v.last_step
                        from metric_value v join experiment e on e.id = v.experiment_id
                        where v.experiment_id = any(:ids) and e.kind <> :external
                        order by 1, 2
                        """)
                .param("ids", ids.toArray(UUID[]::new))
                .param("external", ExternalSpec.KIND)
                .query(row -> {
                    metrics.computeIfAbsent(row.getObject(1, UUID.class), _ -> new ArrayList<>())
                            .add(new Json.Metric(row.getString(2), row.getDouble(3), row.getLong(4), row.getLong(5)));
                });
        return metrics;
    }
}
