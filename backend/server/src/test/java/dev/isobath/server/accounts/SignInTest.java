package dev.isobath.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ServerTest;
import dev.isobath.server.TestBrowser;
import dev.isobath.server.TestClients;
import dev.isobath.server.TestUsers;
import java.net.HttpCookie;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServerTest
class SignInTest {

    private static final int FREE_FAILURES = 5;

    @Autowired
    TestClients clients;

    @Autowired
    TestUsers users;

    @Autowired
    JdbcClient database;

    @BeforeEach
    void forgetFailures() {
        database.sql("delete from sign_in_throttle").update();
    }

    private TestBrowser browser() {
        return new TestBrowser(clients.url());
    }

    private static TestBrowser.Response signIn(TestBrowser browser, String email, String password) {
        return browser.post("/api/session", "{'email': '%s', 'password': '%s'}".formatted(email, password));
    }

    @Test
    void signs_in_and_out() {
        TestUsers.Member ada = users.member("Ada");
        TestBrowser browser = browser();

        TestBrowser.Response answer = signIn(browser, ada.email(), TestUsers.PASSWORD);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("user").propertyNames()).containsExactlyInAnyOrder("id", "name", "email", "role");
        assertThat(browser.get("/api/users").status()).isEqualTo(200);

        HttpCookie session = browser.cookie("isobath_session");
        assertThat(browser.delete("/api/session").status()).isEqualTo(204);
        TestBrowser old = browser();
        old.setCookie(session);
        assertThat(old.get("/api/users").status()).isEqualTo(401);
    }

    @Test
    void scripts_of_a_page_cannot_read_the_cookie_and_other_sites_do_not_send_it() {
        TestBrowser browser = users.member("Ada").browser();
        assertThat(browser.cookie("isobath_session").isHttpOnly()).isTrue();

        TestBrowser.Response answer = signIn(browser(), users.member("Bob").email(), TestUsers.PASSWORD);
        assertThat(answer.response().headers().allValues("Set-Cookie"))
                .anySatisfy(cookie ->
                        assertThat(cookie).startsWith("isobath_session=").contains("SameSite=Lax", "HttpOnly"));
    }

    @Test
    void does_not_say_what_was_wrong() {
        TestUsers.Member ada = users.member("Ada");
        TestBrowser.Response wrongPassword = signIn(browser(), ada.email(), "not the password");
        TestBrowser.Response noAccount =
                signIn(browser(), "nobody-" + UUID.randomUUID() + "@example.org", "not the password");
        assertThat(wrongPassword.status()).isEqualTo(401);
        assertThat(wrongPassword.text()).isEqualTo(noAccount.text());
    }

    @Test
    void takes_a_request_without_fields_as_malformed() {
        assertThat(browser().post("/api/session", "{}").status()).isEqualTo(400);
    }

    @Test
    void refuses_an_email_that_is_not_text() {
        assertThat(signIn(browser(), "a\\u0000@example.org", "not the password").pointers())
                .containsExactly("/email");
    }

    @Test
    void does_not_take_over_a_session_that_somebody_else_prepared() {
        TestUsers.Member ada = users.member("Ada");
        TestUsers.Member mallory = users.member("Mallory");
        TestBrowser victim = browser();
        victim.setCookie(mallory.browser().cookie("isobath_session"));

        assertThat(signIn(victim, ada.email(), TestUsers.PASSWORD).status()).isEqualTo(200);

        assertThat(victim.cookie("isobath_session").getValue())
                .isNotEqualTo(mallory.browser().cookie("isobath_session").getValue());
        assertThat(mallory.browser().get("/api/users").status()).isEqualTo(401);
    }

    @Test
    void a_write_with_the_cookie_needs_the_csrf_header() {
        TestBrowser browser = users.member("Ada").browser();
        assertThat(browser.post("/api/tokens", "{'name': 'one'}").status()).isEqualTo(201);

        TestBrowser.Response answer = browser.withoutCsrfHeader().post("/api/tokens", "{'name': 'two'}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.problem()).isEqualTo("/problems/csrf");
        assertThat(browser.delete("/api/session").status()).isEqualTo(403);
        assertThat(browser.get("/api/session").body().path("user").isNull()).isFalse();
    }

    @Test
    void a_form_of_another_site_cannot_sign_in() {
        clients.anyone()
                .post()
                .uri("/api/session")
                .header("Content-Type", "text/plain")
                .body("{\"email\": \"a@b\", \"password\": \"x\"}")
                .exchange()
                .expectStatus()
                .isEqualTo(415);
    }

    @Test
    void guessing_gets_slow_and_the_right_password_does_not_help_then() {
        TestUsers.Member ada = users.member("Ada");
        for (int i = 0; i < FREE_FAILURES; i++) {
            assertThat(signIn(browser(), ada.email(), "guess number " + i).status())
                    .isEqualTo(401);
        }
        TestBrowser.Response answer = signIn(browser(), ada.email(), TestUsers.PASSWORD);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.problem()).isEqualTo("/problems/too-many-sign-ins");
        assertThat(Long.parseLong(answer.header("Retry-After"))).isBetween(1L, 2L);

        // Other users are not delayed, and neither is Ada after the delay.
        assertThat(signIn(browser(), users.member("Bob").email(), TestUsers.PASSWORD)
                        .status())
                .isEqualTo(200);
        letTheWaitPass();
        assertThat(signIn(browser(), ada.email(), TestUsers.PASSWORD).status()).isEqualTo(200);
        assertThat(signIn(browser(), ada.email(), "one more guess").status()).isEqualTo(401);
    }

    @Test
    void each_further_guess_doubles_the_wait_up_to_a_quarter_of_an_hour() {
        TestUsers.Member ada = users.member("Ada");
        long wait = 0;
        for (int i = 0; i < FREE_FAILURES + 12; i++) {
            letTheWaitPass();
            signIn(browser(), ada.email(), "guess number " + i);
            long now = database.sql("""
                            select max(extract(epoch from blocked_until - last_failure_at)) from sign_in_throttle
                            """).query(Long.class).single();
            assertThat(now).isGreaterThanOrEqualTo(wait);
            wait = now;
        }
        assertThat(wait).isEqualTo(900);
    }

    @Test
    void one_guess_at_each_of_many_accounts_gets_slow_too() {
        int refused = 0;
        for (int i = 0; i < 60 && refused == 0; i++) {
            refused = signIn(browser(), "person" + i + "@example.org", "Password2026")
                                    .status()
                            == 429
                    ? i
                    : 0;
        }
        assertThat(refused).isEqualTo(50);
    }

    private void letTheWaitPass() {
        database.sql("update sign_in_throttle set blocked_until = now()").update();
    }
}
