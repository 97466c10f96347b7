package dev.isobath.server.questions;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The worker nodes that ask for questions. */
@Repository
class AnsweringNodes {

    private final JdbcClient database;
    private final QuestionSettings settings;

    AnsweringNodes(JdbcClient database, QuestionSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    /** Notes that a node is there. */
    void seen(String node) {
        database.sql("""
                        insert into answering_node (name, seen_at) values (:node, clock_timestamp())
                        on conflict (name) do update set seen_at = excluded.seen_at
                        """).param("node", node).update();
    }

    /** Whether one was heard of lately, by what it asked or by the question it is at. */
    boolean isAnyConnected() {
        return database.sql("""
                        select exists (select from answering_node
                                       where seen_at > clock_timestamp() - cast(:seen as interval))
                            or exists (select from question
                                       where state = 'LEASED' and lease_until > clock_timestamp())
                        """)
                .param("seen", settings.seen().toMillis() + " milliseconds")
                .query(Boolean.class)
                .single();
    }
}
