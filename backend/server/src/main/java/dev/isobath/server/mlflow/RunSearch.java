package dev.isobath.server.mlflow;

import dev.isobath.server.experiments.ExternalSpec;
import dev.isobath.server.mlflow.Search.Condition;
import dev.isobath.server.mlflow.Search.Order;
import dev.isobath.server.mlflow.Search.Subject;
import dev.isobath.server.mlflow.SearchSql.Expression;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds runs: those of other programs, and the experiments that worker nodes train. */
@Repository
class RunSearch {

    /** The rows of runs: an experiment {@code e}, what another program adds to it {@code r}, and the flat fields of its spec {@code s}. */
    static final String TABLES = """
            experiment e left join external_run r on r.experiment_id = e.id
            left join experiment_fields s on s.experiment_id = e.id""";

    static final String EXPERIMENT =
            "coalesce(r.mlflow_experiment_id, %d)".formatted(MlflowExperimentRepository.NATIVE);
    static final String USER = "coalesce(r.user_name, e.created_by_name, '')";
    static final String STARTED =
            "coalesce(r.start_millis, (extract(epoch from coalesce(e.started_at, e.created_at)) * 1000)::bigint)";
    static final String ENDED =
            "(case when r.experiment_id is null then (extract(epoch from e.finished_at) * 1000)::bigint else r.end_millis end)";

    /** The tags as {@code jsonb}. What worker nodes train has its words as keys without values. */
    static final String TAGS = """
            (case when r.experiment_id is not null then r.tags else
                jsonb_build_object('mlflow.user', coalesce(e.created_by_name, ''), 'isobath.kind', e.kind,
                    'isobath.state', e.state, 'mlflow.note.content', e.notes)
                || coalesce((select jsonb_object_agg(t.word, '') from unnest(e.tags) as t(word)), '{}') end)""";

    private static final String ATTRIBUTES =
            "the attributes of runs are run_id, run_name, status, start_time, end_time, user_id and artifact_uri";

    private final JdbcClient database;

    RunSearch(JdbcClient database) {
        this.database = database;
    }

    /** Returns the ids of runs of some experiments, at most so many after an offset. */
    List<UUID> find(
            UUID project,
            List<Long> experiments,
            List<Condition> filter,
            List<Order> order,
            Lifecycle view,
            int offset,
            int most) {
        SearchSql sql = new SearchSql(RunSearch::column);
        String where = filter.isEmpty() ? "true" : sql.conditions(filter);
        String sorted = sql.order(order, STARTED + " desc, e.id");
        return database.sql(
                        "select e.id from %s where e.project_id = :project and %s = any(:experiments) and %s and %s order by %s limit %d offset %d"
                                .formatted(
                                        TABLES,
                                        EXPERIMENT,
                                        view.condition("e.deleted_at"),
                                        where,
                                        sorted,
                                        most,
                                        offset))
                .params(sql.parameters())
                .param("project", project)
                .param("experiments", experiments.toArray(Long[]::new))
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    private static Expression column(Subject subject, SearchSql sql) {
        return switch (subject.entity()) {
            case METRIC -> new Expression("""
            coalesce((select m.value from external_metric m where m.experiment_id = e.id and m.name = %1$s),
                (select v.last from metric_value v
                 where r.experiment_id is null and v.experiment_id = e.id and v.name = %1$s))""".formatted("cast(" + sql.parameter(subject.key()) + " as text)"), true);
            case PARAM ->
                new Expression(
                        "(case when r.experiment_id is null then s.fields ->> cast(%s as text) else s.fields ->> cast(%s as text) end)"
                                .formatted(
                                        sql.parameter(subject.key()),
                                        sql.parameter(ExternalSpec.PREFIX + subject.key())),
                        false);
            case TAG ->
                subject.key().equals(RunTags.NAME)
                        ? new Expression("e.name", false)
                        : new Expression(
                                "(%s ->> cast(%s as text))".formatted(TAGS, sql.parameter(subject.key())), false);
            case ATTRIBUTE -> attribute(subject.key());
        };
    }

    private static Expression attribute(String key) {
        return switch (key.toLowerCase(Locale.ROOT)) {
            case "run_id", "run_uuid" -> new Expression("replace(e.id::text, '-', '')", false);
            case "run_name", "run name" -> new Expression("e.name", false);
            case "status" -> new Expression(RunStatus.SQL, false);
            case "user_id", "user" -> new Expression(USER, false);
            case "experiment_id" -> new Expression(EXPERIMENT + "::text", false);
            case "artifact_uri" ->
                new Expression(
                        "('mlflow-artifacts:/' || %s || '/' || replace(e.id::text, '-', '') || '/artifacts')"
                                .formatted(EXPERIMENT),
                        false);
            case "start_time", "created" -> new Expression(STARTED + "::float8", true);
            case "end_time" -> new Expression(ENDED + "::float8", true);
            default -> throw MlflowException.invalid("filter or order_by", key, ATTRIBUTES);
        };
    }
}
