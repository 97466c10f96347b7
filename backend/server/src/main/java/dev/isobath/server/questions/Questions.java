package dev.isobath.server.questions;

import dev.isobath.server.accounts.Token;
import dev.isobath.server.accounts.User;
import dev.isobath.server.checkpoints.Checkpoint;
import dev.isobath.server.signals.Signals;
import dev.isobath.server.tokenizers.Tokenizer;
import dev.isobath.server.tokenizers.Tokenizers;
import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.protocol.InferenceLease;
import dev.isobath.spec.protocol.Lease;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** All questions. A question is leased to one worker node at a time; the token of the last lease is the only valid one. */
@Repository
@Transactional
class Questions {

    private static final String TOKEN_PREFIX = "isobath_question_";
    /** A question that takes its worker nodes along is not given to a fourth. */
    private static final int MOST_LEASES = 3;

    private static final String TOKENIZER =
            "(select tokenizer_id from experiment where id = question.experiment_id) as tokenizer_id";

    /**
     * How far a question is.
     *
     * @param node the worker node that took it last
     * @param answer as JSON
     * @param isCancelled whether there will be none
     */
    record Status(@Nullable String node, @Nullable String answer, boolean isCancelled) {}

    /**
     * What the worker node that has the question may fetch.
     *
     * @param checkpoint digest of the checkpoint
     * @param tokenizer digest of the {@code tokenizer.json}, where the experiment's spec names one
     */
    record Files(String checkpoint, @Nullable String tokenizer) {}

    private final JdbcClient database;
    private final Tokenizers tokenizers;
    private final Signals signals;
    private final QuestionSettings settings;
    private final JsonMapper json;

    Questions(JdbcClient database, Tokenizers tokenizers, Signals signals, QuestionSettings settings, JsonMapper json) {
        this.database = database;
        this.tokenizers = tokenizers;
        this.signals = signals;
        this.settings = settings;
        this.json = json;
    }

    /** Stores a question and wakes the worker nodes. */
    UUID ask(UUID experiment, Checkpoint checkpoint, InferenceRequest question, User user) {
        UUID id = UUID.randomUUID();
        database.sql("""
                        insert into question (id, experiment_id, checkpoint_id, step, bytes, sha256, kind, body, state,
                                              asked_by, asked_at, deadline)
                        values (:id, :experiment, :checkpoint, :step, :bytes, :sha256, :kind, :body, 'WAITING', :user,
                                clock_timestamp(), clock_timestamp() + cast(:wait as interval))
                        """)
                .param("id", id)
                .param("experiment", experiment)
                .param("checkpoint", checkpoint.id())
                .param("step", checkpoint.step())
                .param("bytes", checkpoint.bytes())
                .param("sha256", checkpoint.sha256())
                .param("kind", question.kind())
                .param("body", json.writeValueAsString(question))
                .param("user", user.id())
                .param("wait", interval(settings.patience()))
                .update();
        signals.send(AskedSignal.TOPIC, id.toString());
        return id;
    }

    int open() {
        return database.sql("""
                        select count(*) from question
                        where state in ('WAITING', 'LEASED') and deadline > clock_timestamp()
                        """).query(Integer.class).single();
    }

    /** Nothing when there is no such question any more. */
    Optional<Status> find(UUID id) {
        return database.sql("select node, answer, state = 'CANCELLED' as cancelled from question where id = :id")
                .param("id", id)
                .query((row, _) ->
                        new Status(row.getString("node"), row.getString("answer"), row.getBoolean("cancelled")))
                .optional();
    }

    /** Nobody waits for the answer any more, or none can come; one that came meanwhile stays. */
    void cancel(UUID id) {
        database.sql("update question set state = 'CANCELLED' where id = :id and state in ('WAITING', 'LEASED')")
                .param("id", id)
                .update();
        signals.send(AnsweredSignal.TOPIC, id.toString());
    }

    /** Gives out the oldest question that waits, or whose worker node is silent. */
    Optional<InferenceLease> lease(String node) {
        Token token = Token.random(TOKEN_PREFIX);
        return database.sql("""
                        update question
                        set state = 'LEASED', node = :node, token_hash = :hash, leases = leases + 1,
                            lease_until = clock_timestamp() + cast(:lease as interval)
                        where id = (
                            select id from question
                            where (state = 'WAITING' or (state = 'LEASED' and lease_until < clock_timestamp()))
                              and deadline > clock_timestamp() and leases < :leases
                            order by sequence
                            limit 1
                            for update skip locked)
                        returning id, experiment_id, step, checkpoint_id, bytes, sha256, body, %s
                        """.formatted(TOKENIZER))
                .param("node", node)
                .param("hash", token.hash())
                .param("lease", interval(settings.lease()))
                .param("leases", MOST_LEASES)
                .query((row, _) -> new InferenceLease(
                        row.getObject("id", UUID.class),
                        token.text(),
                        row.getObject("experiment_id", UUID.class),
                        row.getLong("step"),
                        new Lease.Blob(
                                row.getObject("checkpoint_id", UUID.class),
                                row.getLong("bytes"),
                                row.getString("sha256")),
                        json.readValue(row.getString("body"), InferenceRequest.class),
                        (int) Math.max(1, settings.lease().toSeconds()),
                        (int) Math.max(1, settings.heartbeat().toSeconds()),
                        tokenizer(row)
                                .map(tokenizer -> new Lease.Blob(
                                        tokenizer.id(),
                                        tokenizer.file().bytes(),
                                        tokenizer.file().sha256()))
                                .orElse(null)))
                .optional();
    }

    private Optional<Tokenizer> tokenizer(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getObject("tokenizer_id", UUID.class)).map(tokenizers::get);
    }

    /**
     * Renews the lease; one that ran out and that nobody took is valid again.
     *
     * @return what the caller may fetch
     * @throws QuestionRefused when the question is not the caller's any more
     */
    Files renew(UUID id, Token token) {
        return database.sql("""
                        update question set lease_until = clock_timestamp() + cast(:lease as interval)
                        where id = :id and token_hash = :hash and state = 'LEASED'
                        returning sha256, %s
                        """.formatted(TOKENIZER))
                .param("id", id)
                .param("hash", token.hash())
                .param("lease", interval(settings.lease()))
                .query((row, _) -> new Files(
                        row.getString("sha256"),
                        tokenizer(row)
                                .map(tokenizer -> tokenizer.file().sha256())
                                .orElse(null)))
                .optional()
                .orElseThrow(() -> QuestionRefused.notCurrent(id));
    }

    /**
     * Keeps the answer and wakes whoever waits for it. The same node may say so again: the first answer counts.
     *
     * @throws QuestionRefused when the question is not the caller's any more
     */
    void answer(UUID id, Token token, InferenceResult answer) {
        int updated = database.sql("""
                        update question set state = 'ANSWERED', answer = :answer, answered_at = clock_timestamp()
                        where id = :id and token_hash = :hash and state = 'LEASED'
                        """)
                .param("id", id)
                .param("hash", token.hash())
                .param("answer", json.writeValueAsString(answer))
                .update();
        if (updated == 0 && !isAnswered(id, token)) {
            throw QuestionRefused.notCurrent(id);
        }
        signals.send(AnsweredSignal.TOPIC, id.toString());
    }

    private boolean isAnswered(UUID id, Token token) {
        return database.sql("""
                        select exists (
                            select from question where id = :id and token_hash = :hash and state = 'ANSWERED')
                        """)
                .param("id", id)
                .param("hash", token.hash())
                .query(Boolean.class)
                .single();
    }

    void deleteOld() {
        database.sql("delete from question where asked_at < clock_timestamp() - cast(:kept as interval)")
                .param("kept", interval(settings.kept()))
                .update();
    }

    private static String interval(Duration duration) {
        return duration.toMillis() + " milliseconds";
    }
}
