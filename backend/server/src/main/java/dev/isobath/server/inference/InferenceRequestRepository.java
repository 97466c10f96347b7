package dev.isobath.server.inference;

import dev.isobath.server.accounts.SecretToken;
import dev.isobath.server.accounts.User;
import dev.isobath.server.checkpoints.Checkpoint;
import dev.isobath.server.signals.SignalBus;
import dev.isobath.server.tokenizers.Tokenizer;
import dev.isobath.server.tokenizers.TokenizerRepository;
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

/**
 * The inference requests of users, stored until they are deleted as old. The table and the worker protocol call a request a
 * question. A request is leased to one worker node at a time, and only the token of its last lease is valid.
 */
@Repository
@Transactional
class InferenceRequestRepository {

    private static final String TOKEN_PREFIX = "isobath_question_";
    /** A request may crash the process that computes it. After this many leases it is given to no other worker node. */
    private static final int MAX_LEASES = 3;

    private static final String TOKENIZER =
            "(select tokenizer_id from experiment where id = question.experiment_id) as tokenizer_id";

    /**
     * The status of a request.
     *
     * @param node the worker node that leased it last, or null
     * @param result the result as JSON, or null while there is none
     * @param isCancelled whether the request was cancelled, so that there will be no result
     */
    record Status(@Nullable String node, @Nullable String result, boolean isCancelled) {}

    /**
     * The files that the worker node with the lease may download.
     *
     * @param checkpoint the digest of the checkpoint
     * @param tokenizer the digest of the {@code tokenizer.json}, or null when the experiment's spec names no tokenizer of the
     *     project
     */
    record Files(String checkpoint, @Nullable String tokenizer) {}

    private final JdbcClient database;
    private final TokenizerRepository tokenizers;
    private final SignalBus signals;
    private final InferenceProperties settings;
    private final JsonMapper json;

    InferenceRequestRepository(
            JdbcClient database,
            TokenizerRepository tokenizers,
            SignalBus signals,
            InferenceProperties settings,
            JsonMapper json) {
        this.database = database;
        this.tokenizers = tokenizers;
        this.signals = signals;
        this.settings = settings;
        this.json = json;
    }

    /** Stores a request and wakes the worker nodes that wait for one. */
    UUID add(UUID experiment, Checkpoint checkpoint, InferenceRequest request, User user) {
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
                .param("kind", request.kind())
                .param("body", json.writeValueAsString(request))
                .param("user", user.id())
                .param("wait", interval(settings.timeout()))
                .update();
        signals.send(InferenceRequestSignal.TOPIC, id.toString());
        return id;
    }

    /** Returns how many requests wait for a result, over all experiments. */
    int countPending() {
        return database.sql("""
                        select count(*) from question
                        where state in ('WAITING', 'LEASED') and deadline > clock_timestamp()
                        """).query(Integer.class).single();
    }

    /** Returns the status of a request, or nothing when the request has been deleted. */
    Optional<Status> find(UUID id) {
        return database.sql("select node, answer, state = 'CANCELLED' as cancelled from question where id = :id")
                .param("id", id)
                .query((row, _) ->
                        new Status(row.getString("node"), row.getString("answer"), row.getBoolean("cancelled")))
                .optional();
    }

    /**
     * Cancels a request, because its caller no longer waits for the result or because there can be none. A result that has
     * arrived meanwhile stays.
     */
    void cancel(UUID id) {
        database.sql("update question set state = 'CANCELLED' where id = :id and state in ('WAITING', 'LEASED')")
                .param("id", id)
                .update();
        signals.send(InferenceResultSignal.TOPIC, id.toString());
    }

    /** Leases the oldest request that waits or whose lease has expired. */
    Optional<InferenceLease> lease(String node) {
        SecretToken token = SecretToken.random(TOKEN_PREFIX);
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
                .param("leases", MAX_LEASES)
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
     * Renews the lease. A lease that has expired becomes valid again unless another worker node has leased the request.
     *
     * @return the files that the caller may download
     * @throws InferenceLeaseLostException when the caller no longer has the lease
     */
    Files renew(UUID id, SecretToken token) {
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
                .orElseThrow(() -> InferenceLeaseLostException.notCurrent(id));
    }

    /**
     * Stores the result and wakes the call that waits for it. The node may repeat the call; only its first result counts.
     *
     * @throws InferenceLeaseLostException when the caller no longer has the lease
     */
    void complete(UUID id, SecretToken token, InferenceResult result) {
        int updated = database.sql("""
                        update question set state = 'ANSWERED', answer = :answer, answered_at = clock_timestamp()
                        where id = :id and token_hash = :hash and state = 'LEASED'
                        """)
                .param("id", id)
                .param("hash", token.hash())
                .param("answer", json.writeValueAsString(result))
                .update();
        if (updated == 0 && !isCompleted(id, token)) {
            throw InferenceLeaseLostException.notCurrent(id);
        }
        signals.send(InferenceResultSignal.TOPIC, id.toString());
    }

    private boolean isCompleted(UUID id, SecretToken token) {
        return database.sql("""
                        select exists (
                            select from question where id = :id and token_hash = :hash and state = 'ANSWERED')
                        """)
                .param("id", id)
                .param("hash", token.hash())
                .query(Boolean.class)
                .single();
    }

    /** Deletes the requests that are older than the retention time, whatever their state. */
    void deleteOld() {
        database.sql("delete from question where asked_at < clock_timestamp() - cast(:kept as interval)")
                .param("kept", interval(settings.retention()))
                .update();
    }

    private static String interval(Duration duration) {
        return duration.toMillis() + " milliseconds";
    }
}
