package dev.isobath.server.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The times at which the database was restored from a backup. Each begins a generation. A database is never restored while a server runs
 * on it, so the last restoration is read once.
 */
@Component
public class Restorations {

    /** The attempts of a generation have numbers of their own: those of generation 2 begin after 2,000. */
    private static final int NUMBERS_OF_A_GENERATION = 1_000;

    /**
     * A restoration.
     *
     * @param takenAt when the backup was made
     * @param isApplied whether a server has ended the attempts of the time before
     */
    public record Restoration(int generation, Instant takenAt, Instant restoredAt, boolean isApplied) {

        /** Returns what happened, as a clause. */
        public String words() {
            return "the database was restored at %s from a backup of %s".formatted(restoredAt, takenAt);
        }
    }

    private final JdbcClient database;
    private final Optional<Restoration> last;

    Restorations(JdbcClient database) {
        this.database = database;
        this.last = database.sql("select * from restoration order by generation desc limit 1")
                .query((row, _) -> restoration(row))
                .optional();
    }

    /** Returns the restoration that the present generation began with, or nothing in a database that was never restored. */
    public Optional<Restoration> last() {
        return last;
    }

    /** Returns the number that the numbers of all attempts of this generation exceed, so that none of an earlier one is given again. */
    public int attemptNumbersAfter() {
        return last.map(each -> each.generation() * NUMBERS_OF_A_GENERATION).orElse(0);
    }

    /** Records that the attempts of the time before have ended. */
    public void recordApplied(Restoration restoration) {
        database.sql("update restoration set applied_at = clock_timestamp() where generation = :generation")
                .param("generation", restoration.generation())
                .update();
    }

    private static Restoration restoration(ResultSet row) throws SQLException {
        return new Restoration(
                row.getInt("generation"),
                row.getObject("taken_at", OffsetDateTime.class).toInstant(),
                row.getObject("restored_at", OffsetDateTime.class).toInstant(),
                row.getObject("applied_at") != null);
    }
}
