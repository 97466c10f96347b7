package dev.isobath.server.corpora;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** All corpora. */
@Repository
public class Corpora {

    private static final RowMapper<Corpus> ROW = (row, _) -> new Corpus(
            row.getObject("id", UUID.class), row.getString("name"), row.getLong("bytes"), row.getString("sha256"));

    private final JdbcClient database;

    Corpora(JdbcClient database) {
        this.database = database;
    }

    /** The corpus of a name in a project. */
    public Optional<Corpus> find(UUID project, String name) {
        return database.sql("select id, name, bytes, sha256 from corpus where project_id = :project and name = :name")
                .param("project", project)
                .param("name", name)
                .query(ROW)
                .optional();
    }

    /** The corpus of an id that something in the database refers to. */
    public Corpus get(UUID id) {
        return database.sql("select id, name, bytes, sha256 from corpus where id = :id")
                .param("id", id)
                .query(ROW)
                .single();
    }
}
