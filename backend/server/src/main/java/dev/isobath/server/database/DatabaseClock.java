package dev.isobath.server.database;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The clock of the database. It is used for all decisions, because the clocks of servers and workers may differ. */
@Component
public class DatabaseClock {

    private final JdbcClient database;

    DatabaseClock(JdbcClient database) {
        this.database = database;
    }

    /** Returns the current time. It is not the start of the transaction, which may have waited for a lock. */
    public Instant now() {
        return database.sql("select clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }
}
