package dev.isobath.server.corpora;

import dev.isobath.server.problems.NotFound;
import dev.isobath.server.storage.Blob;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** All corpora. */
@Repository
public class Corpora {

    private static final RowMapper<Corpus> ROW = (row, _) -> new Corpus(
            row.getObject("id", UUID.class), row.getString("name"), row.getLong("bytes"), row.getString("sha256"));

    private static final RowMapper<CorpusView> VIEW = (row, _) -> new CorpusView(
            row.getObject("id", UUID.class),
            row.getString("name"),
            row.getLong("bytes"),
            row.getString("sha256"),
            row.getObject("created_at", OffsetDateTime.class).toInstant(),
            row.getString("created_by_name"),
            row.getString("preview"));

    private static final String VIEWS = """
            select c.*, u.name as created_by_name from corpus c left join user_account u on u.id = c.created_by
            """;

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

    /**
     * The corpus of an id somebody sent.
     *
     * @throws NotFound when there is none
     */
    CorpusView view(UUID id) {
        return database.sql(VIEWS + "where c.id = :id")
                .param("id", id)
                .query(VIEW)
                .optional()
                .orElseThrow(() -> NotFound.of("corpus", id));
    }

    List<CorpusView> list(UUID project) {
        return database.sql(VIEWS + "where c.project_id = :project order by lower(c.name), c.name")
                .param("project", project)
                .query(VIEW)
                .list();
    }

    void add(UUID id, UUID project, CorpusName name, Blob blob, String preview, UUID by) {
        database.sql("""
                        insert into corpus (id, project_id, name, bytes, sha256, preview, created_by)
                        values (:id, :project, :name, :bytes, :sha256, :preview, :by)
                        """)
                .param("id", id)
                .param("project", project)
                .param("name", name.text())
                .param("bytes", blob.bytes())
                .param("sha256", blob.sha256())
                .param("preview", preview)
                .param("by", by)
                .update();
    }

    /** Deletes the row, unless an experiment refers to it. */
    void delete(UUID id, String name) {
        try {
            database.sql("delete from corpus where id = :id").param("id", id).update();
        } catch (DataIntegrityViolationException e) {
            throw CorpusConflict.inUse(name);
        }
    }

    /** Until the transaction ends, nobody else adds or deletes a corpus of this content. */
    void lockContent(String sha256) {
        database.sql("select 1 from (select pg_advisory_xact_lock(hashtextextended(:sha256, 0))) locked")
                .param("sha256", sha256)
                .query(Integer.class)
                .single();
    }

    boolean isReferred(String sha256) {
        return database.sql("select exists (select from corpus where sha256 = :sha256)")
                .param("sha256", sha256)
                .query(Boolean.class)
                .single();
    }
}
