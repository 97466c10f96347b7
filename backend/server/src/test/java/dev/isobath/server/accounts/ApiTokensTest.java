package dev.isobath.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ServerTest;
import dev.isobath.server.TestBrowser;
import dev.isobath.server.TestClients;
import dev.isobath.server.TestUsers;
import dev.isobath.server.home.HomeDirectory;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@ServerTest
class ApiTokensTest {

    @Autowired
    TestClients clients;

    @Autowired
    TestUsers users;

    @Autowired
    HomeDirectory home;

    @Autowired
    JdbcClient database;

    private RestTestClient.ResponseSpec use(String token) {
        return clients.with(token).get().uri("/api/tokens").exchange();
    }

    private void expectRefusal(String token, String words) {
        use(token)
                .expectStatus()
                .isUnauthorized()
                .expectHeader()
                .contentType("application/problem+json")
                .expectHeader()
                .doesNotExist("WWW-Authenticate")
                .expectBody()
                .jsonPath("$.detail")
                .value(String.class, detail -> assertThat(detail).contains(words));
    }

    @Test
    void a_token_acts_for_its_owner_and_is_shown_once() {
        TestBrowser ada = users.member("Ada").browser();
        JsonNode created = ada.post("/api/tokens", "{'name': 'laptop', 'expiresInDays': 7}")
                .body();
        String token = created.path("token").asString();
        assertThat(token)
                .matches("isobath_[A-Za-z0-9_-]{43}")
                .startsWith(created.path("prefix").asString());

        JsonNode listed = ada.get("/api/tokens").body().path("tokens").path(0);
        assertThat(listed.propertyNames())
                .containsExactlyInAnyOrder("id", "name", "prefix", "createdAt", "lastUsedAt", "expiresAt");
        assertThat(listed.path("lastUsedAt").isNull()).isTrue();

        use(token)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.tokens[0].name")
                .isEqualTo("laptop");
        assertThat(ada.get("/api/tokens")
                        .body()
                        .path("tokens")
                        .path(0)
                        .path("lastUsedAt")
                        .isNull())
                .isFalse();
    }

    @Test
    void the_database_holds_only_digests() {
        String token = users.member("Ada").token();
        String local = home.readSecret("token").orElseThrow();
        String dump = String.join("\n", database.sql("""
                        select t::text from api_token t union all select o::text from one_time_link o
                        union all select w::text from worker_token w union all select u::text from user_account u
                        union all select a::text from audit_event a
                        """).query(String.class).list());
        assertThat(dump)
                .doesNotContain(token.substring("isobath_".length() + 8))
                .doesNotContain(local.substring("isobath_".length() + 8))
                .doesNotContain(TestUsers.PASSWORD)
                .contains("{bcrypt}");
    }

    @Test
    void a_revoked_token_is_refused() {
        TestBrowser ada = users.member("Ada").browser();
        JsonNode created = ada.post("/api/tokens", "{'name': 'laptop'}").body();
        assertThat(ada.delete("/api/tokens/" + created.path("id").asString()).status())
                .isEqualTo(204);
        expectRefusal(created.path("token").asString(), "make a new one");
        assertThat(ada.delete("/api/tokens/" + created.path("id").asString()).status())
                .isEqualTo(404);
    }

    @Test
    void an_expired_token_is_refused() {
        String token = users.member("Ada").token();
        use(token).expectStatus().isOk();
        database.sql("update api_token set expires_at = now() where hash = :hash")
                .param("hash", new SecretToken(token).hash())
                .update();
        expectRefusal(token, "has expired");
    }

    @Test
    void a_made_up_token_is_refused() {
        expectRefusal(SecretToken.random(ApiTokenRepository.PREFIX).text(), "not known");
        expectRefusal("x", "not known");
    }

    @Test
    void a_worker_nodes_token_opens_nothing_else() {
        expectRefusal(home.readSecret("worker-token").orElseThrow(), "not known");
    }

    @Test
    void a_token_that_is_not_valid_is_refused_even_beside_a_valid_session() {
        TestBrowser ada = users.member("Ada").browser();
        clients.with("isobath_wrong")
                .post()
                .uri("/api/tokens")
                .header(
                        "Cookie",
                        "isobath_session=" + ada.cookie("isobath_session").getValue())
                .header("Content-Type", "application/json")
                .body("{\"name\": \"forged\"}")
                .exchange()
                .expectStatus()
                .isUnauthorized();
    }

    @Test
    void nobody_revokes_the_token_of_somebody_else() {
        TestBrowser ada = users.member("Ada").browser();
        TestBrowser bob = users.member("Bob").browser();
        String id =
                ada.post("/api/tokens", "{'name': 'laptop'}").body().path("id").asString();
        assertThat(bob.delete("/api/tokens/" + id).status()).isEqualTo(404);
        assertThat(bob.get("/api/tokens").body().path("tokens").size()).isZero();
        assertThat(ada.delete("/api/tokens/" + UUID.randomUUID()).status()).isEqualTo(404);
    }

    @Test
    void bad_fields_are_named() {
        TestBrowser ada = users.member("Ada").browser();
        TestBrowser.Response answer = ada.post("/api/tokens", "{'name': ' ', 'expiresInDays': 0}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.pointers()).containsExactly("/name", "/expiresInDays");
    }
}
