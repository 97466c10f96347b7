package dev.isobath.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.RawHttp;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestClients;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Who is believed about the address of a client: the throttle of sign-ins and the audit log use it. */
class ForwardedAddressTest {

    private static final int FREE_FAILURES_OF_AN_ADDRESS = 50;

    /** Guesses one password at each of many accounts and returns how many were checked before the first that was not. */
    private static int guess(TestClients clients, int guesses) {
        for (int i = 0; i < guesses; i++) {
            String body = "{\"email\": \"person%d@example.org\", \"password\": \"Password2026\"}".formatted(i);
            RawHttp.Answer answer = new RawHttp(clients.url())
                    .sendWhole(("POST /api/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                    + "Content-Type: application/json\r\nX-Forwarded-For: 203.0.113.%d\r\nContent-Length: %d\r\n\r\n%s")
                            .formatted(i, body.length(), body));
            if (answer.status() == 429) {
                return i;
            }
            assertThat(answer.status()).isEqualTo(401);
        }
        return guesses;
    }

    private static List<String> auditedAddresses(JdbcClient database) {
        return database
                .sql("select distinct address from audit_event where action = 'SIGN_IN_REFUSED'")
                .query((row, _) -> row.getString("address"))
                .stream()
                .map(String::valueOf)
                .toList();
    }

    @Nested
    @ServerTest
    class WithoutProxies {

        @Autowired
        TestClients clients;

        @Autowired
        JdbcClient database;

        /** The tests of other classes sign in from the same address. */
        @BeforeEach
        @AfterEach
        void forgetFailures() {
            database.sql("delete from sign_in_throttle").update();
            database.sql("delete from audit_event").update();
        }

        @Test
        void a_caller_cannot_choose_its_address() {
            // The first delay is a second. A guess that took longer is free too, but the delays double.
            assertThat(guess(clients, 60)).isBetween(FREE_FAILURES_OF_AN_ADDRESS, FREE_FAILURES_OF_AN_ADDRESS + 5);
            assertThat(auditedAddresses(database)).hasSize(1).allMatch(address -> !address.startsWith("203."));
        }
    }

    @Nested
    @ServerTest
    @TestPropertySource(properties = "isobath.proxies=127.0.0.0/8, ::1")
    class BehindAProxy {

        @Autowired
        TestClients clients;

        @Autowired
        JdbcClient database;

        @Test
        void each_client_has_its_own_address() {
            assertThat(guess(clients, 60)).isEqualTo(60);
            assertThat(auditedAddresses(database)).hasSize(60).contains("203.0.113.7");
        }
    }
}
