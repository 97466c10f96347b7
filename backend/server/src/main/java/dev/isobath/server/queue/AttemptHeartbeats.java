package dev.isobath.server.queue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.isobath.server.database.Restorations;
import dev.isobath.spec.protocol.Heartbeat;
import dev.isobath.spec.protocol.HeartbeatReply.Action;
import dev.isobath.spec.protocol.SystemSample;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Renews leases. It has connections of its own and waits for no lock of an experiment, so that neither a busy server nor a long transaction
 * makes a lease expire whose node is alive.
 */
@Component
class AttemptHeartbeats implements DisposableBean {

    private static final int CONNECTIONS = 4;
    /** A node gives a heartbeat ten seconds. */
    private static final long CONNECTION_TIMEOUT_MILLIS = 4_000;

    private static final String LIMITS = "set statement_timeout = '4s'; set lock_timeout = '2s'";

    private record Known(
            String tokenHash,
            UUID experiment,
            int number,
            String node,
            boolean stop,
            @Nullable String reason,
            Instant now) {}

    private final HikariDataSource pool;
    private final JdbcClient database;
    private final WorkerNodeRepository nodes;
    private final SystemSampleRepository samples;
    private final Restorations restorations;
    private final QueueProperties settings;

    AttemptHeartbeats(JdbcConnectionDetails address, Restorations restorations, QueueProperties settings) {
        HikariConfig configuration = new HikariConfig();
        configuration.setPoolName("heartbeats");
        configuration.setJdbcUrl(address.getJdbcUrl());
        configuration.setUsername(address.getUsername());
        configuration.setPassword(address.getPassword());
        configuration.setMaximumPoolSize(CONNECTIONS);
        configuration.setMinimumIdle(0);
        configuration.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        configuration.setConnectionInitSql(LIMITS);
        // The database may be away when the server starts.
        configuration.setInitializationFailTimeout(-1);
        this.pool = new HikariDataSource(configuration);
        this.restorations = restorations;
        this.settings = settings;
        JdbcTemplate template = new JdbcTemplate(pool);
        this.database = JdbcClient.create(template);
        this.nodes = new WorkerNodeRepository(template);
        this.samples = new SystemSampleRepository(template, database);
    }

    /**
     * Renews the lease of an attempt and stores what its node uses.
     *
     * @throws AttemptRefusedException when the token is wrong (401) or the attempt is not current (409)
     */
    Action beat(UUID id, String authorization, Heartbeat heartbeat, List<SystemSample> system) {
        Known known = find(id);
        byte[] hash = HexFormat.of().parseHex(known.tokenHash());
        if (!MessageDigest.isEqual(hash, AttemptTransactionTemplate.tokenHash(authorization))) {
            throw AttemptRefusedException.badToken();
        }
        // The lease is renewed before anything else, which may wait or fail.
        int renewed = database.sql("""
                        update attempt a set confirmed = true,
                            lease_until = clock_timestamp() + cast(:seconds as float8) * interval '1 second',
                            last_step = greatest(a.last_step, least(:step, e.steps))
                        from experiment e
                        where a.id = :id and a.state = 'RUNNING' and e.id = a.experiment_id
                        """)
                .param("id", id)
                .param("seconds", settings.lease().toMillis() / 1000.0)
                .param("step", heartbeat.step())
                .update();
        if (renewed == 0) {
            throw AttemptRefusedException.ended(id, known.reason());
        }
        nodes.recordSeen(known.node());
        samples.add(known.node(), known.experiment(), known.number(), system, known.now());
        return known.stop() ? Action.STOP : Action.CONTINUE;
    }

    private Known find(UUID id) {
        return database.sql("""
                        select encode(a.token_hash, 'hex') as token_hash, a.experiment_id, a.number, a.node, a.reason, clock_timestamp() as now,
                            e.cancel_requested or e.pause_requested as stop
                        from attempt a join experiment e on e.id = a.experiment_id
                        where a.id = :id and e.deleted_at is null
                        """)
                .param("id", id)
                .query((row, _) -> new Known(
                        row.getString("token_hash"),
                        row.getObject("experiment_id", UUID.class),
                        row.getInt("number"),
                        row.getString("node"),
                        row.getBoolean("stop"),
                        row.getString("reason"),
                        row.getObject("now", OffsetDateTime.class).toInstant()))
                .optional()
                .orElseThrow(() -> AttemptRefusedException.unknown(id, restorations.last()));
    }

    @Override
    public void destroy() {
        pool.close();
    }
}
