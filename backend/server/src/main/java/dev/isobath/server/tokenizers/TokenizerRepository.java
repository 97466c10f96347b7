package dev.isobath.server.tokenizers;

import dev.isobath.server.problems.NotFoundException;
import dev.isobath.server.storage.Blob;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The tokenizers of all projects. */
@Repository
public class TokenizerRepository {

    private static final String ROWS = """
            select id, name, bytes, sha256, vocabulary,
                case when state = 'UNUSABLE' then verdict::json ->> 'reason' end as unusable
            from tokenizer
            """;

    private static final RowMapper<Tokenizer> ROW = (row, _) -> new Tokenizer(
            row.getObject("id", UUID.class),
            row.getString("name"),
            new Blob(row.getString("sha256"), row.getLong("bytes")),
            row.getInt("vocabulary"),
            row.getString("unusable"));

    private static final String VIEWS = "select " + TokenizerViewMapper.COLUMNS + " from " + TokenizerViewMapper.TABLES;

    private final JdbcClient database;
    private final TokenizerUse use;
    private final TokenizerViewMapper views;
    private final TrialProperties trials;

    TokenizerRepository(JdbcClient database, TokenizerViewMapper views, TrialProperties trials, TokenizerUse use) {
        this.use = use;
        this.database = database;
        this.views = views;
        this.trials = trials;
    }

    /** Returns the tokenizer with a name in a project. */
    public Optional<Tokenizer> find(UUID project, String name) {
        return database.sql(ROWS + "where project_id = :project and name = :name")
                .param("project", project)
                .param("name", name)
                .query(ROW)
                .optional();
    }

    /** Returns the tokenizer with an id that another row refers to, so that it exists. */
    public Tokenizer get(UUID id) {
        return database.sql(ROWS + "where id = :id").param("id", id).query(ROW).single();
    }

    /**
     * Returns the tokenizer with an id from a request.
     *
     * @throws NotFoundException when there is no tokenizer with that id
     */
    TokenizerView view(UUID id) {
        return database.sql(VIEWS + "where t.id = :id")
                .param("id", id)
                .param("seen", TrialProperties.interval(trials.connectedWithin()))
                .query(views)
                .optional()
                .orElseThrow(() -> NotFoundException.of("tokenizer", id));
    }

    List<TokenizerView> list(UUID project) {
        return database.sql(VIEWS + "where t.project_id = :project order by lower(t.name), t.name")
                .param("project", project)
                .param("seen", TrialProperties.interval(trials.connectedWithin()))
                .query(views)
                .list();
    }

    void add(Tokenizer tokenizer, UUID project, String model, UUID by) {
        database.sql("""
                        insert into tokenizer (id, project_id, name, bytes, sha256, model, vocabulary, created_by)
                        values (:id, :project, :name, :bytes, :sha256, :model, :vocabulary, :by)
                        """)
                .param("id", tokenizer.id())
                .param("project", project)
                .param("name", tokenizer.name())
                .param("bytes", tokenizer.file().bytes())
                .param("sha256", tokenizer.file().sha256())
                .param("model", model)
                .param("vocabulary", tokenizer.vocabulary())
                .param("by", by)
                .update();
    }

    /**
     * Deletes the row.
     *
     * @throws TokenizerConflictException when an experiment refers to the tokenizer
     */
    void delete(UUID id, String name) {
        try {
            database.sql("delete from tokenizer where id = :id").param("id", id).update();
        } catch (DataIntegrityViolationException e) {
            throw use.onlyByDeletedUntil(id)
                    .map(until -> TokenizerConflictException.usedByDeleted(name, until))
                    .orElseGet(() -> TokenizerConflictException.inUse(name));
        }
    }
}
