package dev.isobath.server.corpora;

import dev.isobath.server.problems.NotFoundException;
import dev.isobath.server.storage.Blob;
import java.sql.Array;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The corpora of all projects. */
@Repository
public class CorpusRepository {

    private static final String COLUMNS = "id, name, bytes, sha256, documents, documents_bytes, documents_sha256";

    private static final RowMapper<Corpus> ROW = (findRow, _) -> {
        String index = findRow.getString("documents_sha256");
        return new Corpus(
                findRow.getObject("id", UUID.class),
                findRow.getString("name"),
                findRow.getLong("bytes"),
                findRow.getString("sha256"),
                findRow.getLong("documents"),
                index == null ? null : new Blob(index, findRow.getLong("documents_bytes")));
    };

    private static final RowMapper<CorpusView> VIEW = (findRow, _) -> new CorpusView(
            findRow.getObject("id", UUID.class),
            findRow.getString("name"),
            findRow.getLong("bytes"),
            findRow.getString("sha256"),
            findRow.getLong("documents"),
            findRow.getLong("skipped_records"),
            formats(findRow.getArray("formats")),
            findRow.getString("field"),
            findRow.getObject("created_at", OffsetDateTime.class).toInstant(),
            findRow.getString("created_by_name"),
            findRow.getString("preview"));

    private static final String VIEWS = """
            select c.*, u.name as created_by_name from corpus c left join user_account u on u.id = c.created_by
            """;

    private final JdbcClient database;
    private final CorpusUse use;

    CorpusRepository(JdbcClient database, CorpusUse use) {
        this.database = database;
        this.use = use;
    }

    /** Returns the corpus with a name in a project. */
    public Optional<Corpus> find(UUID project, String name) {
        return database.sql("select " + COLUMNS + " from corpus where project_id = :project and name = :name")
                .param("project", project)
                .param("name", name)
                .query(ROW)
                .optional();
    }

    /** Returns the corpus with an id that another row refers to, so that it exists. */
    public Corpus get(UUID id) {
        return findRow(id).orElseThrow();
    }

    /**
     * Returns the corpus with an id from a request.
     *
     * @throws NotFoundException when there is no corpus with that id
     */
    Corpus find(UUID id) {
        return findRow(id).orElseThrow(() -> NotFoundException.of("corpus", id));
    }

    private Optional<Corpus> findRow(UUID id) {
        return database.sql("select " + COLUMNS + " from corpus where id = :id")
                .param("id", id)
                .query(ROW)
                .optional();
    }

    /**
     * Returns the corpus with an id from a request.
     *
     * @throws NotFoundException when there is no corpus with that id
     */
    CorpusView view(UUID id) {
        return database.sql(VIEWS + "where c.id = :id")
                .param("id", id)
                .query(VIEW)
                .optional()
                .orElseThrow(() -> NotFoundException.of("corpus", id));
    }

    List<CorpusView> list(UUID project) {
        return database.sql(VIEWS + "where c.project_id = :project order by lower(c.name), c.name")
                .param("project", project)
                .query(VIEW)
                .list();
    }

    private static List<CorpusFormat> formats(Array names) throws SQLException {
        return Stream.of((String[]) names.getArray()).map(CorpusFormat::valueOf).toList();
    }

    void add(Corpus corpus, CorpusSource source, UUID project, String preview, UUID by) {
        Blob index = corpus.index();
        database.sql("""
                        insert into corpus (id, project_id, name, bytes, sha256, documents, documents_bytes, documents_sha256,
                            skipped_records, formats, field, preview, created_by)
                        values (:id, :project, :name, :bytes, :sha256, :documents, :indexBytes, :indexSha256,
                            :skipped, cast(:formats as text[]), :field, :preview, :by)
                        """)
                .param("id", corpus.id())
                .param("project", project)
                .param("name", corpus.name())
                .param("bytes", corpus.bytes())
                .param("sha256", corpus.sha256())
                .param("documents", corpus.documents())
                .param("indexBytes", index == null ? null : index.bytes())
                .param("indexSha256", index == null ? null : index.sha256())
                .param("skipped", source.skippedRecords())
                .param(
                        "formats",
                        source.formats().stream().map(CorpusFormat::name).toArray(String[]::new))
                .param("field", source.field())
                .param("preview", preview)
                .param("by", by)
                .update();
    }

    /**
     * Deletes the row.
     *
     * @throws CorpusConflictException when an experiment refers to the corpus
     */
    void delete(UUID id, String name) {
        try {
            database.sql("delete from corpus where id = :id").param("id", id).update();
        } catch (DataIntegrityViolationException e) {
            throw use.onlyByDeletedUntil(id)
                    .map(until -> CorpusConflictException.usedByDeleted(name, until))
                    .orElseGet(() -> CorpusConflictException.inUse(name));
        }
    }
}
