package dev.isobath.server.mlflow;

import dev.isobath.server.mlflow.Search.Condition;
import dev.isobath.server.mlflow.Search.Order;
import dev.isobath.server.mlflow.Search.Subject;
import dev.isobath.server.mlflow.SearchSql.Expression;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** What MLflow calls experiments: names under which runs are logged. */
@Repository
class MlflowExperimentRepository {

    /** The id of the one that stands for what worker nodes train. */
    static final long NATIVE = 1;

    /** The id of the one with the runs that name none. */
    static final long DEFAULT = 0;

    private static final String COLUMNS = """
            x.id, x.name, x.tags, x.deleted_at is not null as deleted,
            (extract(epoch from x.created_at) * 1000)::bigint as created, (extract(epoch from x.updated_at) * 1000)::bigint as updated
            """;

    private final JdbcClient database;
    private final JsonMapper json;

    MlflowExperimentRepository(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /** Adds an experiment and returns its id. */
    long add(UUID project, String name, Map<String, String> tags) {
        try {
            return database.sql("""
                            insert into mlflow_experiment (project_id, name, tags)
                            values (:project, :name, cast(:tags as jsonb)) returning id
                            """)
                    .param("project", project)
                    .param("name", name)
                    .param("tags", json.writeValueAsString(tags))
                    .query(Long.class)
                    .single();
        } catch (DuplicateKeyException e) {
            throw taken(name);
        }
    }

    private static MlflowException taken(String name) {
        return MlflowException.of(
                ErrorCode.RESOURCE_ALREADY_EXISTS,
                "Experiment '%s' already exists, perhaps among the deleted ones.".formatted(name));
    }

    /** Returns the experiment with an id, whether it is active or deleted. */
    Json.Experiment get(UUID project, String id) {
        OptionalLong number = number(id);
        Optional<Json.Experiment> found = number.isEmpty()
                ? Optional.empty()
                : database.sql("select " + COLUMNS
                                + " from mlflow_experiment x where x.project_id = :project and x.id = :id")
                        .param("project", project)
                        .param("id", number.getAsLong())
                        .query((row, _) -> view(row))
                        .optional();
        return found.orElseThrow(() -> MlflowException.noExperiment("id", id));
    }

    static OptionalLong number(String id) {
        return id.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(id)) : OptionalLong.empty();
    }

    Json.Experiment getByName(UUID project, String name) {
        return database.sql("select " + COLUMNS
                        + " from mlflow_experiment x where x.project_id = :project and x.name = :name")
                .param("project", project)
                .param("name", name)
                .query((row, _) -> view(row))
                .optional()
                .orElseThrow(() -> MlflowException.noExperiment("name", name));
    }

    List<Json.Experiment> search(
            UUID project, List<Condition> filter, List<Order> order, Lifecycle view, int offset, int most) {
        SearchSql sql = new SearchSql(MlflowExperimentRepository::column);
        String where = filter.isEmpty() ? "true" : sql.conditions(filter);
        String sorted = sql.order(order, "x.created_at desc, x.id desc");
        return database.sql(
                        "select %s from mlflow_experiment x where x.project_id = :project and %s and %s order by %s limit %d offset %d"
                                .formatted(COLUMNS, view.condition("x.deleted_at"), where, sorted, most, offset))
                .params(sql.parameters())
                .param("project", project)
                .query((row, _) -> view(row))
                .list();
    }

    private static Expression column(Subject subject, SearchSql sql) {
        return switch (subject.entity()) {
            case TAG -> new Expression("(x.tags ->> cast(%s as text))".formatted(sql.parameter(subject.key())), false);
            case ATTRIBUTE ->
                switch (subject.key()) {
                    case "name" -> new Expression("x.name", false);
                    case "experiment_id" -> new Expression("x.id::text", false);
                    case "creation_time" -> new Expression("(extract(epoch from x.created_at) * 1000)::float8", true);
                    case "last_update_time" ->
                        new Expression("(extract(epoch from x.updated_at) * 1000)::float8", true);
                    default ->
                        throw MlflowException.invalid(
                                "filter or order_by",
                                subject.key(),
                                "the attributes of experiments are name, experiment_id, creation_time and last_update_time");
                };
            case METRIC, PARAM ->
                throw MlflowException.invalid(
                        "filter or order_by", subject.key(), "experiments have attributes and tags only");
        };
    }

    void rename(long id, String name) {
        try {
            database.sql("update mlflow_experiment set name = :name, updated_at = now() where id = :id")
                    .param("name", name)
                    .param("id", id)
                    .update();
        } catch (DuplicateKeyException e) {
            throw taken(name);
        }
    }

    void setDeleted(long id, boolean deleted) {
        database.sql("""
                        update mlflow_experiment set deleted_at = case when :deleted then now() end, updated_at = now()
                        where id = :id
                        """).param("deleted", deleted).param("id", id).update();
    }

    void setTag(long id, String key, String value) {
        database.sql("""
                        update mlflow_experiment
                        set tags = tags || jsonb_build_object(cast(:key as text), cast(:value as text)), updated_at = now()
                        where id = :id
                        """)
                .param("key", key)
                .param("value", value)
                .param("id", id)
                .update();
    }

    /** Removes a tag, and returns whether it was there. */
    boolean removeTag(long id, String key) {
        return database.sql("""
                        update mlflow_experiment set tags = tags - cast(:key as text), updated_at = now()
                        where id = :id and jsonb_exists(tags, :key)
                        """).param("key", key).param("id", id).update() > 0;
    }

    private Json.Experiment view(ResultSet row) throws SQLException {
        String id = row.getString("id");
        return new Json.Experiment(
                id,
                row.getString("name"),
                Artifacts.location(id),
                Lifecycle.stage(row.getBoolean("deleted")),
                row.getLong("updated"),
                row.getLong("created"),
                Json.Pair.of(Texts.map(json.readTree(row.getString("tags")))));
    }
}
