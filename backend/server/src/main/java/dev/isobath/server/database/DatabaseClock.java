package dev.isobath.server.database;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The one clock that decides: servers and workers may disagree about the time, the database does not. */
@Component
public class DatabaseClock {

    private final JdbcClient database;

    DatabaseClock(JdbcClient database) {
        this.database = database;
    }

    /** The time now, not the transaction's start: a transaction may have waited for a lock. */
    public Instant now() {
        return database.sql("select clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }
}
