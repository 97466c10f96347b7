package dev.isobath.server.bench;

import dev.isobath.server.bench.MonthPlan.Node;
import dev.isobath.server.bench.MonthPlan.Work;
import dev.isobath.server.queue.QueueLine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The tables of the server, in which the experiments of a simulated month wait and run. Which of them a node is given is decided by the
 * queue's own {@link QueueLine}. All times are those of the simulation.
 */
final class MonthQueue {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int CHANGES_OF_A_TRANSACTION = 400;
    private static final int TRANSACTIONS_BEFORE_VACUUM = 25;

    private final Connection connection;
    private final QueueLine line;
    private final List<UUID> projects = new ArrayList<>();
    private final UUID corpus = UUID.randomUUID();
    private final PreparedStatement submit;
    private final PreparedStatement start;
    private final PreparedStatement end;
    private int changes;
    private int transactions;
    private long decisions;
    private long deciding;

    /** Prepares an empty database with the tables of the server. The connection is the simulation's alone. */
    MonthQueue(Connection connection) throws SQLException {
        this.connection = connection;
        this.line = new QueueLine(JdbcClient.create(new SingleConnectionDataSource(connection, true)));
        try (Statement statement = connection.createStatement()) {
            // The server's own connections do not compile statements either.
            statement.execute("set synchronous_commit = off; set jit = off");
            for (int i = 0; i < MonthPlan.projects(); i++) {
                try (ResultSet row = statement.executeQuery(
                        "insert into project (id, name, title) values (gen_random_uuid(), 'month-%d', 'Month') returning id"
                                .formatted(i))) {
                    row.next();
                    projects.add(row.getObject(1, UUID.class));
                }
            }
            statement.execute(
                    "insert into corpus (id, project_id, name, bytes, sha256, preview) values ('%s', '%s', 'month', 1, '', '')"
                            .formatted(corpus, projects.getFirst()));
        }
        connection.setAutoCommit(false);
        submit = connection.prepareStatement("""
                insert into experiment
                    (id, version, project_id, name, kind, state, state_reason, priority, spec, corpus_id, steps, parameters,
                     flops_convention, flops_per_step, flops_planned, step, flops_executed, seconds, attempts, losses, not_before,
                     cancel_requested, pause_requested, tags, notes, created_at, queued_at, updated_at, memory_bytes, device_memory_bytes)
                values (?, 0, ?, 'month', 'baseline', 'QUEUED', '', ?, ?, ?, 1, 1, '', 1, 1, 0, 0, 0, 0, 0, ?, false, false, '{}', '', ?, ?, ?,
                    ?, ?)""");
        start = connection.prepareStatement("""
                with started as (
                    update experiment set state = 'RUNNING', attempts = attempts + 1 where id = ? and state = 'QUEUED'
                    returning id, attempts)
                insert into attempt
                    (id, experiment_id, number, state, node, token_hash, lease_until, resumed_from_step, last_step, next_batch,
                     ended_by_worker, started_at)
                select gen_random_uuid(), id, attempts, 'RUNNING', ?, '', 'infinity', 0, 0, 1, false, ? from started""");
        end = connection.prepareStatement("""
                with ended as (
                    update attempt set state = ?, ended_at = ?, reason = '' where experiment_id = ? and state = 'RUNNING'
                    returning experiment_id)
                update experiment set state = ?, not_before = ? from ended where id = experiment_id and state = 'RUNNING'""");
    }

    /** Queues experiments at the same time, in their order. */
    void submit(List<Work> experiments) throws SQLException {
        for (Work work : experiments) {
            OffsetDateTime at = time(work.submittedAt());
            submit.setObject(1, work.id());
            submit.setObject(2, projects.get(work.project()));
            submit.setInt(3, work.priority());
            submit.setString(4, work.needsGpu() ? "{\"training\":{\"device\":\"cuda\"}}" : "{}");
            submit.setObject(5, corpus);
            submit.setObject(6, at);
            submit.setObject(7, at);
            submit.setObject(8, at);
            submit.setObject(9, at);
            submit.setLong(10, work.memoryBytes());
            submit.setLong(11, work.deviceMemoryBytes());
            submit.addBatch();
        }
        submit.executeBatch();
        changed(experiments.size());
    }

    /** Asks what a node is given at a time. */
    QueueLine.Answer ask(Node node, long at) {
        long begin = System.nanoTime();
        QueueLine.Answer answer = line.first(
                QueueLine.Offer.of(
                        node.name(),
                        node.hasGpu() ? List.of("cuda") : List.of(),
                        node.memoryBytes(),
                        node.hasGpu() ? node.deviceMemoryBytes() : null),
                BEGIN.plusMillis(at));
        deciding += System.nanoTime() - begin;
        decisions++;
        return answer;
    }

    /** Starts an attempt at the experiment that the node was given. */
    void start(UUID experiment, Node node, long at) throws SQLException {
        start.setObject(1, experiment);
        start.setString(2, node.name());
        start.setObject(3, time(at));
        changedOne(start.executeUpdate());
    }

    void finish(UUID experiment, long at) throws SQLException {
        end(experiment, "FINISHED", "FINISHED", at, at);
    }

    /** Ends an attempt whose node is gone. Its experiment waits again, in its old place. */
    void lose(UUID experiment, long at, long notBefore) throws SQLException {
        end(experiment, "LOST", "QUEUED", at, notBefore);
    }

    private void end(UUID experiment, String attempt, String state, long at, long notBefore) throws SQLException {
        end.setString(1, attempt);
        end.setObject(2, time(at));
        end.setObject(3, experiment);
        end.setString(4, state);
        end.setObject(5, time(notBefore));
        changedOne(end.executeUpdate());
    }

    long decisions() {
        return decisions;
    }

    /** Returns the decisions for which there would have been time in a second. */
    double decisionsASecond() {
        return decisions / (deciding / 1e9);
    }

    private void changedOne(int rows) throws SQLException {
        if (rows != 1) {
            throw new IllegalStateException("%d rows were changed instead of one".formatted(rows));
        }
        changed(1);
    }

    private void changed(int count) throws SQLException {
        changes += count;
        if (changes >= CHANGES_OF_A_TRANSACTION) {
            changes = 0;
            commit();
            if (++transactions % TRANSACTIONS_BEFORE_VACUUM == 0) {
                vacuum();
            }
        }
    }

    void commit() throws SQLException {
        connection.commit();
    }

    /** Does what the database does by itself in a month, which here takes minutes. */
    private void vacuum() throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("vacuum (analyze) experiment, attempt");
        }
        connection.setAutoCommit(false);
    }

    private static OffsetDateTime time(long at) {
        return BEGIN.plusMillis(at).atOffset(ZoneOffset.UTC);
    }
}
