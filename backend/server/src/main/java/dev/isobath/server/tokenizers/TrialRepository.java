package dev.isobath.server.tokenizers;

import dev.isobath.server.accounts.SecretToken;
import dev.isobath.server.signals.SignalBus;
import dev.isobath.spec.protocol.Lease;
import dev.isobath.spec.protocol.TrialLease;
import dev.isobath.spec.protocol.TrialResult;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * The trials of tokenizers. A tokenizer has at most one trial that has not ended. A trial is leased to one worker node at a time, and
 * only the token of its last lease is valid.
 */
@Repository
@Transactional
class TrialRepository {

    private static final String TOKEN_PREFIX = "isobath_trial_";

    /** A trial whose row is locked until the transaction ends. */
    private record Leased(UUID id, UUID tokenizer, String node, int leases) {}

    private final JdbcClient database;
    private final SignalBus signals;
    private final TrialProperties settings;
    private final JsonMapper json;

    TrialRepository(JdbcClient database, SignalBus signals, TrialProperties settings, JsonMapper json) {
        this.database = database;
        this.signals = signals;
        this.settings = settings;
        this.json = json;
    }

    /**
     * Queues a trial of a tokenizer, which is untried from now on. Its last verdict is kept, and with it whether the queue leases
     * experiments.
     *
     * @return false when a trial waits or runs already, so that nothing was changed
     */
    boolean add(UUID tokenizer, UUID user) {
        int added = database.sql("""
                        insert into tokenizer_trial (id, tokenizer_id, state, asked_by)
                        values (:id, :tokenizer, 'WAITING', :user)
                        on conflict (tokenizer_id) where state <> 'ENDED' do nothing
                        """)
                .param("id", UUID.randomUUID())
                .param("tokenizer", tokenizer)
                .param("user", user)
                .update();
        if (added == 0) {
            return false;
        }
        database.sql("update tokenizer set state = 'UNTRIED' where id = :id")
                .param("id", tokenizer)
                .update();
        signals.send(TrialSignal.TOPIC, tokenizer.toString());
        return true;
    }

    /** Records that a node has asked for a trial now. */
    void recordSeen(String node) {
        database.sql("""
                        insert into trying_node (name, seen_at) values (:node, clock_timestamp())
                        on conflict (name) do update set seen_at = excluded.seen_at
                        """).param("node", node).update();
    }

    /** Returns whether there is a trial that has not ended. */
    boolean areOpen() {
        return database.sql("select exists (select from tokenizer_trial where state <> 'ENDED')")
                .query(Boolean.class)
                .single();
    }

    /**
     * Leases the oldest trial that waits or whose lease has expired. A trial that a node gave no verdict on goes to another node if one
     * is connected.
     */
    Optional<TrialLease> lease(String node) {
        SecretToken token = SecretToken.random(TOKEN_PREFIX);
        return database.sql("""
                        update tokenizer_trial
                        set state = 'LEASED', token_hash = :hash, leases = leases + 1, node = :node,
                            failure = case when state = 'LEASED' then :silent else failure end,
                            lease_until = clock_timestamp() + cast(:lease as interval)
                        where id = (
                            select id from tokenizer_trial
                            where (state = 'WAITING' or (state = 'LEASED' and lease_until < clock_timestamp()))
                              and not_before <= clock_timestamp() and leases < :leases
                              and (node is distinct from :node or not exists (
                                  select from trying_node other where other.name <> :node
                                      and other.seen_at > clock_timestamp() - cast(:seen as interval)))
                            order by sequence
                            limit 1
                            for update skip locked)
                        returning id, tokenizer_id
                        """)
                .param("hash", token.hash())
                .param("node", node)
                .param("silent", silent())
                .param("lease", TrialProperties.interval(settings.lease()))
                .param("leases", settings.maxLeases())
                .param("seen", TrialProperties.interval(settings.connectedWithin()))
                .query((row, _) ->
                        lease(row.getObject("id", UUID.class), row.getObject("tokenizer_id", UUID.class), token))
                .optional();
    }

    private TrialLease lease(UUID id, UUID tokenizer, SecretToken token) {
        return database.sql("select bytes, sha256, vocabulary from tokenizer where id = :id")
                .param("id", tokenizer)
                .query((row, _) -> new TrialLease(
                        id,
                        token.text(),
                        new Lease.Blob(tokenizer, row.getLong("bytes"), row.getString("sha256")),
                        row.getInt("vocabulary"),
                        (int) Math.max(1, settings.lease().toSeconds()),
                        (int) Math.max(1, settings.heartbeat().toSeconds())))
                .single();
    }

    private String silent() {
        return "nothing was heard of it for " + settings.lease().toSeconds() + " s";
    }

    /**
     * Renews the lease. A lease that has expired becomes valid again unless another worker node has leased the trial.
     *
     * @return the digest of the file
     * @throws TrialLeaseLostException when the caller no longer has the lease
     */
    String renew(UUID id, SecretToken token) {
        return database.sql("""
                        update tokenizer_trial w set lease_until = clock_timestamp() + cast(:lease as interval)
                        from tokenizer t
                        where w.id = :id and w.token_hash = :hash and w.state = 'LEASED' and t.id = w.tokenizer_id
                        returning t.sha256
                        """)
                .param("lease", TrialProperties.interval(settings.lease()))
                .param("id", id)
                .param("hash", token.hash())
                .query(String.class)
                .optional()
                .orElseThrow(() -> TrialLeaseLostException.notCurrent(id));
    }

    /**
     * Takes the result of a trial. The node may repeat the call; only its first result counts.
     *
     * @throws TrialLeaseLostException when the caller no longer has the lease
     */
    void complete(UUID id, SecretToken token, TrialResult result) {
        Optional<Leased> leased = database.sql("""
                        select id, tokenizer_id, node, leases from tokenizer_trial
                        where id = :id and token_hash = :hash and state = 'LEASED' for update
                        """)
                .param("id", id)
                .param("hash", token.hash())
                .query((row, _) -> new Leased(
                        row.getObject("id", UUID.class),
                        row.getObject("tokenizer_id", UUID.class),
                        row.getString("node"),
                        row.getInt("leases")))
                .optional();
        if (leased.isEmpty()) {
            if (!isCompleted(id, token)) {
                throw TrialLeaseLostException.notCurrent(id);
            }
            return;
        }
        switch (result) {
            case TrialResult.Usable _, TrialResult.Unusable _ ->
                end(leased.get(), result, leased.get().node());
            case TrialResult.Failed failed -> endWithoutVerdict(leased.get(), failed.reason());
        }
    }

    private boolean isCompleted(UUID id, SecretToken token) {
        return database.sql("""
                        select exists (
                            select from tokenizer_trial where id = :id and token_hash = :hash and state <> 'LEASED')
                        """)
                .param("id", id)
                .param("hash", token.hash())
                .query(Boolean.class)
                .single();
    }

    private void endWithoutVerdict(Leased leased, String failure) {
        if (leased.leases() >= settings.maxLeases()) {
            giveUp(leased, failure);
            return;
        }
        database.sql("""
                        update tokenizer_trial set state = 'WAITING', failure = :failure,
                            not_before = clock_timestamp() + cast(:pause as interval)
                        where id = :id
                        """)
                .param("failure", failure)
                .param("pause", TrialProperties.interval(settings.pause()))
                .param("id", leased.id())
                .update();
    }

    /** A file that no node survives would end the attempts of experiments, too. */
    private void giveUp(Leased leased, String failure) {
        String reason =
                ("%d trials of this tokenizer gave no verdict, the last one on worker node '%s': %s Try again when the worker"
                                + " nodes are well.")
                        .formatted(leased.leases(), leased.node(), failure.endsWith(".") ? failure : failure + ".");
        end(leased, new TrialResult.Unusable("unknown", reason), null);
    }

    private void end(Leased leased, TrialResult verdict, @Nullable String node) {
        database.sql("update tokenizer_trial set state = 'ENDED', ended_at = clock_timestamp() where id = :id")
                .param("id", leased.id())
                .update();
        boolean usable = verdict instanceof TrialResult.Usable;
        database.sql("""
                        update tokenizer
                        set state = :state, leasable = :usable, verdict = :verdict, tried_by = :node,
                            tried_at = clock_timestamp()
                        where id = :id
                        """)
                .param("state", (usable ? TokenizerState.USABLE : TokenizerState.UNUSABLE).name())
                .param("usable", usable)
                .param("verdict", json.writeValueAsString(verdict))
                .param("node", node)
                .param("id", leased.tokenizer())
                .update();
    }

    /** Ends the trials whose last lease has expired. */
    void endExpired() {
        List<Leased> expired = database.sql("""
                        select id, tokenizer_id, node, leases from tokenizer_trial
                        where state = 'LEASED' and lease_until < clock_timestamp() and leases >= :leases
                        for update skip locked
                        """)
                .param("leases", settings.maxLeases())
                .query((row, _) -> new Leased(
                        row.getObject("id", UUID.class),
                        row.getObject("tokenizer_id", UUID.class),
                        row.getString("node"),
                        row.getInt("leases")))
                .list();
        expired.forEach(leased -> giveUp(leased, silent()));
    }
}
