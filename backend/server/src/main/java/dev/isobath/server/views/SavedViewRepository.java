package dev.isobath.server.views;

import dev.isobath.server.accounts.User;
import dev.isobath.server.experiments.ListSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** The saved views of all projects. */
@Repository
class SavedViewRepository {

    private final JdbcClient database;
    private final JsonMapper json;

    SavedViewRepository(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    private SavedView read(ResultSet row) throws SQLException {
        return new SavedView(
                row.getObject("id", UUID.class),
                row.getObject("project_id", UUID.class),
                row.getObject("owner_id", UUID.class),
                row.getString("owner_name"),
                row.getString("name"),
                Visibility.valueOf(row.getString("visibility")),
                json.readValue(row.getString("settings"), ListSettings.class),
                row.getInt("version"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    /** Returns the views of a project that a user sees, by name. */
    List<SavedView> list(UUID project, User user) {
        return database.sql("""
                        select * from saved_view
                        where project_id = :project and (visibility = 'PROJECT' or owner_id = :user)
                        order by visibility desc, lower(name), id
                        """)
                .param("project", project)
                .param("user", user.id())
                .query((row, _) -> read(row))
                .list();
    }

    Optional<SavedView> find(UUID id) {
        return database.sql("select * from saved_view where id = :id")
                .param("id", id)
                .query((row, _) -> read(row))
                .optional();
    }

    /** Returns a view and locks it until the transaction ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    Optional<SavedView> findForUpdate(UUID id) {
        return database.sql("select * from saved_view where id = :id for update")
                .param("id", id)
                .query((row, _) -> read(row))
                .optional();
    }

    /** Returns how many views of a kind there are that count together: the private ones of a user, or those of the project. */
    int count(UUID project, Visibility visibility, User user) {
        return database.sql("""
                        select count(*) from saved_view
                        where project_id = :project and visibility = :visibility
                          and (visibility = 'PROJECT' or owner_id = :user)
                        """)
                .param("project", project)
                .param("visibility", visibility.name())
                .param("user", user.id())
                .query(Integer.class)
                .single();
    }

    /**
     * Adds a view.
     *
     * @throws SavedViewProblem when the name is taken
     */
    void add(UUID id, UUID project, User owner, SavedViewBody.Checked view) {
        try {
            database.sql("""
                            insert into saved_view (id, project_id, owner_id, owner_name, name, visibility, settings)
                            values (:id, :project, :owner, :ownerName, :name, :visibility, cast(:settings as jsonb))
                            """)
                    .param("id", id)
                    .param("project", project)
                    .param("owner", owner.id())
                    .param("ownerName", owner.name())
                    .param("name", view.name())
                    .param("visibility", view.visibility().name())
                    .param("settings", json.writeValueAsString(view.settings()))
                    .update();
        } catch (DuplicateKeyException e) {
            throw SavedViewProblem.nameTaken(view.name(), view.visibility());
        }
    }

    /**
     * Changes a view to what it is to be.
     *
     * @throws SavedViewProblem when the name is taken
     */
    void change(UUID id, SavedViewBody.Checked view) {
        try {
            database.sql("""
                            update saved_view
                            set name = :name, visibility = :visibility, settings = cast(:settings as jsonb),
                                version = version + 1, updated_at = clock_timestamp()
                            where id = :id
                            """)
                    .param("id", id)
                    .param("name", view.name())
                    .param("visibility", view.visibility().name())
                    .param("settings", json.writeValueAsString(view.settings()))
                    .update();
        } catch (DuplicateKeyException e) {
            throw SavedViewProblem.nameTaken(view.name(), view.visibility());
        }
    }

    void delete(UUID id) {
        database.sql("delete from saved_view where id = :id").param("id", id).update();
    }
}
