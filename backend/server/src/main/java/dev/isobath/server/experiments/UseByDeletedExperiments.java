package dev.isobath.server.experiments;

import dev.isobath.server.corpora.CorpusUse;
import dev.isobath.server.tokenizers.TokenizerUse;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds out which corpora and tokenizers only deleted experiments hold, and for how long. */
@Configuration(proxyBeanMethods = false)
class UseByDeletedExperiments {

    private final JdbcClient database;
    private final Duration kept;

    UseByDeletedExperiments(JdbcClient database, DeletionProperties settings) {
        this.database = database;
        this.kept = settings.keepDeleted();
    }

    @Bean
    CorpusUse corpusUse() {
        return corpus -> until("corpus_id", corpus);
    }

    @Bean
    TokenizerUse tokenizerUse() {
        return tokenizer -> until("tokenizer_id", tokenizer);
    }

    private Optional<Instant> until(String column, UUID id) {
        return database.sql("""
                        select max(deleted_at) as last from experiment where %s = :id having every(deleted_at is not null)
                        """.formatted(column))
                .param("id", id)
                .query((row, _) ->
                        row.getObject("last", OffsetDateTime.class).toInstant().plus(kept))
                .optional();
    }
}
