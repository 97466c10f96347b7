package dev.isobath.server.curves;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Points that a server of the version before wrote, with the tables of that version. */
class OldPointsMigrationTest {

    private static final UUID LONG = new UUID(0, 1);
    private static final UUID SPARSE = new UUID(0, 2);
    private static final UUID EMPTY = new UUID(0, 3);

    private final OldPoints old = new OldPoints();
    private final JdbcClient database = old.database;

    @BeforeEach
    void fillOldTables() {
        database.sql("""
                insert into corpus (id, project_id, name, bytes, sha256, preview)
                select gen_random_uuid(), id, 'shelf', 1, 'x', 'x' from project
                """).update();
        for (UUID id : List.of(LONG, SPARSE, EMPTY)) {
            database.sql("""
                            insert into experiment (id, version, project_id, name, kind, state, state_reason, priority, spec,
                                corpus_id, steps, parameters, flops_convention, flops_per_step, flops_planned, step,
                                flops_executed, seconds, attempts, losses, not_before, cancel_requested, pause_requested,
                                tags, notes, created_at, queued_at, updated_at)
                            select :id, 0, p.id, 'old', 'baseline', 'FINISHED', 'done', 0, '{}', c.id, 40000, 1, 'x', 1, 1, 0,
                                0, 0, 1, 0, now(), false, false, '{}', '', now(), now(), now()
                            from project p, corpus c
                            """).param("id", id).update();
        }
        metric(LONG, 1, "train_loss");
        metric(LONG, 2, "val_loss");
        metric(LONG, 3, "expert_load/3/0");
        metric(SPARSE, 1, "train_loss");
        metric(EMPTY, 1, "train_loss");
        points(LONG, 1, 1, 40_000, 1);
        points(LONG, 2, 100, 40_000, 100);
        points(LONG, 3, 1, 40_000, 7);
        points(SPARSE, 1, 5, 2_000_000_000L, 100_000_001);
        database.sql("update curve_point set value = 'NaN' where step % 1000 = 3")
                .update();
        database.sql("update curve_point set value = 'Infinity' where step = 17")
                .update();
        database.sql("update curve_point set value = '-Infinity' where step = 40000")
                .update();
        database.sql("update curve_point set value = '-0' where step = 18").update();
    }

    private void metric(UUID experiment, int number, String name) {
        database.sql("insert into curve_metric values (:id, :number, :name)")
                .param("id", experiment)
                .param("number", number)
                .param("name", name)
                .update();
    }

    private void points(UUID experiment, int metric, long from, long to, long by) {
        database.sql("""
                        insert into curve_point
                        select :id, :metric, s, sin(s) + 1e-9 * s, 4096.0 * s, 1.25e9 * s, 0.25 * s + sin(s) / 9,
                            case when s > 20000 then 2 else 1 end
                        from generate_series(cast(:from as bigint), :to, :by) as s
                        """)
                .param("id", experiment)
                .param("metric", metric)
                .param("from", from)
                .param("to", to)
                .param("by", by)
                .update();
    }

    @Test
    void the_points_are_the_same_before_and_after() {
        List<List<OldPoints.Point>> before = List.of(old.oldPoints(LONG), old.oldPoints(SPARSE), old.oldPoints(EMPTY));
        assertThat(before.get(0)).hasSize(40_000 + 400 + 5_715);

        old.migrate();

        assertThat(old.newPoints(LONG)).isEqualTo(before.get(0));
        assertThat(old.newPoints(SPARSE)).isEqualTo(before.get(1));
        assertThat(old.newPoints(EMPTY)).isEmpty();
        assertThat(database.sql("select count(*) from curve_point")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void a_second_start_changes_nothing() {
        old.migrate();
        List<OldPoints.Point> moved = old.newPoints(LONG);
        old.migration().afterPropertiesSet();
        assertThat(old.newPoints(LONG)).isEqualTo(moved);
    }

    @Test
    void an_interrupted_start_goes_on_where_it_was() {
        List<OldPoints.Point> before = old.oldPoints(LONG);
        old.flyway();
        // The server was killed after the first experiment.
        database.sql("create table kept as select * from curve_point where experiment_id = :id")
                .param("id", SPARSE)
                .update();
        database.sql("delete from curve_point where experiment_id = :id")
                .param("id", SPARSE)
                .update();
        old.migration().afterPropertiesSet();
        database.sql("insert into curve_point select * from kept").update();
        old.migration().afterPropertiesSet();
        assertThat(old.newPoints(LONG)).isEqualTo(before);
        assertThat(old.newPoints(SPARSE)).hasSize(20);
    }
}
