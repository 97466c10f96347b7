package dev.isobath.server.queue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The lines that attempts printed. Their size is limited: long lines and long batches are cut, and old batches are deleted. */
@Repository
class AttemptLogRepository {

    private static final int MAX_LINE_LENGTH = 4_000;
    private static final int MAX_BATCH_LENGTH = 64_000;
    private static final int KEPT_BATCHES = 500;

    private final JdbcClient database;

    AttemptLogRepository(JdbcClient database) {
        this.database = database;
    }

    @SuppressWarnings("ConstantValue") // an older worker may leave the list out
    void append(UUID experiment, int attempt, @Nullable List<String> lines) {
        if (lines == null || lines.isEmpty()) {
            return;
        }
        database.sql("insert into attempt_log (experiment_id, attempt, lines) values (:experiment, :attempt, :lines)")
                .param("experiment", experiment)
                .param("attempt", attempt)
                .param("lines", text(lines))
                .update();
        database.sql("""
                        delete from attempt_log where experiment_id = :experiment and id <= (
                            select id from attempt_log where experiment_id = :experiment
                            order by id desc offset :kept limit 1)
                        """)
                .param("experiment", experiment)
                .param("kept", KEPT_BATCHES)
                .update();
    }

    private static String text(List<String> lines) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replace('\0', '\uFFFD');
            text.append(
                            line.length() <= MAX_LINE_LENGTH
                                    ? line
                                    : line.substring(0, MAX_LINE_LENGTH) + "… [" + line.length() + " characters]")
                    .append('\n');
            if (text.length() > MAX_BATCH_LENGTH) {
                return text.append("… [")
                        .append(lines.size() - i - 1)
                        .append(" more lines dropped]\n")
                        .toString();
            }
        }
        return text.toString();
    }

    /**
     * The last lines, the oldest first.
     *
     * @param position where lines that come later begin
     */
    record Tail(List<String> lines, long position) {}

    /**
     * Returns the last lines behind a position, with a heading before the lines of each attempt but the first.
     *
     * @param after the position of an earlier tail, or 0 for all lines
     */
    Tail tail(UUID experiment, int lines, long after) {
        record Batch(long id, int attempt, String lines) {}
        List<Batch> newestFirst = database.sql(
                        "select id, attempt, lines from attempt_log where experiment_id = :experiment and id >= :after order by id desc")
                .param("experiment", experiment)
                .param("after", after)
                .query((row, _) -> new Batch(row.getLong("id"), row.getInt("attempt"), row.getString("lines")))
                .list();
        List<String> reversed = new ArrayList<>();
        int attempt = newestFirst.isEmpty() ? 0 : newestFirst.getFirst().attempt();
        for (Batch batch : newestFirst) {
            if (batch.attempt() != attempt) {
                reversed.add(heading(attempt));
                attempt = batch.attempt();
            }
            // The batch at the position itself is read for the number of its attempt only.
            if (batch.id() == after || reversed.size() >= lines) {
                break;
            }
            reversed.addAll(batch.lines().lines().toList().reversed());
        }
        List<String> tail = new ArrayList<>(reversed.subList(0, Math.min(lines, reversed.size())));
        Collections.reverse(tail);
        return new Tail(
                tail, newestFirst.isEmpty() ? after : newestFirst.getFirst().id());
    }

    private static String heading(int attempt) {
        return "--- attempt " + attempt + " ---";
    }
}
