package dev.isobath.server.projects;

import dev.isobath.server.problems.NotFoundException;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The projects of this installation. */
@Repository
public class ProjectRepository {

    private static final RowMapper<Project> ROW =
            (row, _) -> new Project(row.getObject("id", UUID.class), row.getString("name"), row.getString("title"));

    private final JdbcClient database;

    ProjectRepository(JdbcClient database) {
        this.database = database;
    }

    /**
     * Returns the project with a name.
     *
     * @throws NotFoundException when there is no project with that name
     */
    public Project get(String name) {
        return database.sql("select id, name, title from project where name = :name")
                .param("name", name)
                .query(ROW)
                .optional()
                .orElseThrow(() -> NotFoundException.of("project", name));
    }

    /** Returns the project with an id that another row refers to, so that it exists. */
    public Project get(UUID id) {
        return database.sql("select id, name, title from project where id = :id")
                .param("id", id)
                .query(ROW)
                .single();
    }

    /** Returns all projects, ordered by name. */
    public List<Project> list() {
        return database.sql("select id, name, title from project order by name")
                .query(ROW)
                .list();
    }
}
