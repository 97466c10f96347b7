package dev.isobath.server.bench;

import static java.util.Comparator.comparingInt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.bench.MonthLog.How;
import dev.isobath.server.bench.MonthPlan.Node;
import dev.isobath.server.bench.MonthPlan.Work;
import dev.isobath.server.database.TestDatabase;
import dev.isobath.spec.memory.MemoryNeed;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A small simulated month, which the queue's own statement has ordered in a real PostgreSQL, is played again here. Each decision is compared
 * with a search through everything that waited.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonthTest {

    private static final long SEED = 20_261_130;
    private static final int NODES = 20;
    private static final int EXPERIMENTS = 500;

    private final MonthPlan plan = MonthPlan.draw(SEED, NODES, EXPERIMENTS);
    private final List<MonthLog> log = new ArrayList<>();
    private Connection connection;

    @BeforeAll
    void run() throws SQLException {
        connection = connect();
        log.addAll(new MonthRun(plan, new MonthQueue(connection), SEED).run());
    }

    @AfterAll
    void close() throws SQLException {
        connection.close();
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(TestDatabase.fresh(), TestDatabase.user(), TestDatabase.password());
    }

    private long count(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void every_experiment_finishes_exactly_once() throws SQLException {
        assertThat(log.stream()
                        .filter(entry -> entry instanceof MonthLog.Ended ended && ended.how() == How.FINISHED)
                        .map(entry -> ((MonthLog.Ended) entry).work().id()))
                .hasSize(EXPERIMENTS)
                .doesNotHaveDuplicates();
        assertThat(count("experiment where state = 'FINISHED'")).isEqualTo(EXPERIMENTS);
        assertThat(count("experiment")).isEqualTo(EXPERIMENTS);
        assertThat(count("attempt where state = 'FINISHED'")).isEqualTo(EXPERIMENTS);
        assertThat(count("attempt where state = 'RUNNING'")).isZero();
    }

    @Test
    void the_month_has_what_it_is_to_show() {
        for (How how : How.values()) {
            assertThat(log).anyMatch(entry -> entry instanceof MonthLog.Ended ended && ended.how() == how);
        }
        assertThat(log)
                .as("experiments that wait, of several projects and priorities")
                .anyMatch(entry -> entry instanceof MonthLog.Started started
                        && started.at() > started.work().submittedAt());
        assertThat(new MonthTable(log).utilisation(_ -> true)).isBetween(0.3, 1.0);
        assertThat(new MonthTable(log).starved()).isZero();
    }

    @Test
    void no_node_runs_more_than_its_slots_and_its_memory() {
        Map<Node, Set<Work>> running = new HashMap<>();
        for (MonthLog entry : log) {
            if (entry instanceof MonthLog.Started(long at, Work work, Node node)) {
                Set<Work> there = running.computeIfAbsent(node, _ -> new LinkedHashSet<>());
                there.add(work);
                assertThat(there).as("on %s at %d", node.name(), at).hasSizeLessThanOrEqualTo(node.slots());
                assertThat(there.stream().mapToLong(Work::memoryBytes).sum())
                        .isLessThanOrEqualTo(MemoryNeed.usable(node.memoryBytes()));
                assertThat(there.stream().mapToLong(Work::deviceMemoryBytes).sum())
                        .isLessThanOrEqualTo(node.hasGpu() ? MemoryNeed.usable(node.deviceMemoryBytes()) : 0);
            } else if (entry instanceof MonthLog.Ended(long _, Work work, Node node, How _)) {
                assertThat(Objects.requireNonNull(running.get(node)).remove(work))
                        .isTrue();
            }
        }
        assertThat(running.values()).allMatch(Set::isEmpty);
    }

    /** The order is the priority, then the project with the fewest running, then the age. */
    @Test
    void each_node_is_given_the_first_in_line_of_all_that_it_could_take() {
        Map<UUID, MonthLog.Queued> waiting = new LinkedHashMap<>();
        Map<Integer, Integer> running = new HashMap<>();
        Map<UUID, Integer> sequence = new HashMap<>();
        int starts = 0;
        int choices = 0;
        for (MonthLog entry : log) {
            switch (entry) {
                case MonthLog.Queued queued -> {
                    waiting.put(queued.work().id(), queued);
                    sequence.putIfAbsent(queued.work().id(), sequence.size());
                }
                case MonthLog.Started(long at, Work work, Node node) -> {
                    Comparator<Work> order = comparingInt(Work::priority)
                            .reversed()
                            .thenComparingInt(each -> running.getOrDefault(each.project(), 0))
                            .thenComparingLong(Work::submittedAt)
                            .thenComparingInt(each -> Objects.requireNonNull(sequence.get(each.id())));
                    List<Work> possible = waiting.values().stream()
                            .filter(queued -> queued.notBefore() <= at)
                            .map(MonthLog.Queued::work)
                            .filter(each -> couldTake(node, each))
                            .toList();
                    assertThat(work)
                            .as("start %d at %d on %s", starts, at, node)
                            .isEqualTo(possible.stream().min(order).orElseThrow());
                    starts++;
                    choices += possible.stream().map(Work::project).distinct().count() > 1 ? 1 : 0;
                    waiting.remove(work.id());
                    running.merge(work.project(), 1, Integer::sum);
                }
                case MonthLog.Ended(long _, Work work, Node _, How _) ->
                    running.merge(work.project(), -1, Integer::sum);
                case MonthLog.Up _, MonthLog.Down _ -> {}
            }
        }
        assertThat(waiting).isEmpty();
        assertThat(starts).isGreaterThan(EXPERIMENTS);
        assertThat(choices).as("starts with a choice between projects").isGreaterThan(EXPERIMENTS / 20);
    }

    private static boolean couldTake(Node node, Work work) {
        return work.memoryBytes() <= MemoryNeed.usable(node.memoryBytes())
                && (!work.needsGpu()
                        || (node.hasGpu() && work.deviceMemoryBytes() <= MemoryNeed.usable(node.deviceMemoryBytes())));
    }

    @Test
    void the_same_seed_gives_the_same_month_and_another_one_another() throws SQLException {
        MonthPlan small = MonthPlan.draw(7, 10, 100);
        try (Connection first = connect();
                Connection second = connect()) {
            List<MonthLog> once = new MonthRun(small, new MonthQueue(first), 7).run();
            assertThat(new MonthRun(MonthPlan.draw(7, 10, 100), new MonthQueue(second), 7).run())
                    .isEqualTo(once);
        }
        assertThat(MonthPlan.draw(8, 10, 100)).isNotEqualTo(small);
    }
}
