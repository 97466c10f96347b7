package dev.isobath.server.inference;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The worker nodes that ask for inference requests. */
@Repository
class InferenceNodeRepository {

    private final JdbcClient database;
    private final InferenceProperties settings;

    InferenceNodeRepository(JdbcClient database, InferenceProperties settings) {
        this.database = database;
        this.settings = settings;
    }

    /** Records that a node has asked for a request now. */
    void recordSeen(String node) {
        database.sql("""
                        insert into answering_node (name, seen_at) values (:node, clock_timestamp())
                        on conflict (name) do update set seen_at = excluded.seen_at
                        """).param("node", node).update();
    }

    /** Returns whether a node has asked for a request recently or holds a lease that has not expired. */
    boolean isAnyConnected() {
        return database.sql("""
                        select exists (select from answering_node
                                       where seen_at > clock_timestamp() - cast(:seen as interval))
                            or exists (select from question
                                       where state = 'LEASED' and lease_until > clock_timestamp())
                        """)
                .param("seen", settings.connectedWithin().toMillis() + " milliseconds")
                .query(Boolean.class)
                .single();
    }
}
