package dev.isobath.server.studies;

import dev.isobath.server.studies.StudyReport.ReportCorpus;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The corpora and tokenizers that the experiments of studies train with. */
@Repository
class StudyCorpora {

    private final JdbcClient database;

    StudyCorpora(JdbcClient database) {
        this.database = database;
    }

    /** Returns the corpora by the names that the specs have. An experiment keeps its corpus when that is renamed. */
    List<ReportCorpus> of(StudyRow study) {
        return database.sql("""
                        select distinct asked.name, c.bytes, c.sha256
                        from (select m.spec::jsonb -> 'data' ->> 'corpus' as name, e.corpus_id
                              from study_member m left join experiment e on e.id = m.experiment_id
                              where m.study_id = :study and m.spec is not null) asked
                        left join corpus named on named.project_id = :project and named.name = asked.name
                        left join corpus c on c.id = coalesce(asked.corpus_id, named.id)
                        order by asked.name, c.sha256
                        """)
                .param("study", study.id())
                .param("project", study.projectId())
                .query((row, _) -> new ReportCorpus(
                        row.getString("name"), row.getObject("bytes", Long.class), row.getString("sha256")))
                .list();
    }

    /** Returns the tokenizers that have to be uploaded, which are those that are not built in. */
    List<String> tokenizers(StudyRow study) {
        return database.sql("""
                        select distinct m.spec::jsonb -> 'data' ->> 'tokenizer' as name from study_member m
                        where m.study_id = :study and m.spec is not null
                          and m.spec::jsonb -> 'data' ->> 'tokenizer' not in ('bytes', 'gpt2')
                        order by name
                        """)
                .param("study", study.id())
                .query((row, _) -> row.getString("name"))
                .list();
    }
}
