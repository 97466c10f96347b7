package dev.isobath.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ServerTest;
import dev.isobath.server.TestBrowser;
import dev.isobath.server.TestClients;
import dev.isobath.server.TestUsers;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@ServerTest
class UsersTest {

    @Autowired
    TestClients clients;

    @Autowired
    TestUsers users;

    @Autowired
    JdbcClient database;

    private JsonNode asAdministrator(String path, Map<String, ?> body) {
        JsonNode answer = clients.administrator()
                .post()
                .uri(path)
                .body(body)
                .exchange()
                .expectStatus()
                .is2xxSuccessful()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
        assertThat(answer).isNotNull();
        return answer;
    }

    private TestBrowser.Response accept(String token, String email, String password) {
        return new TestBrowser(clients.url())
                .post(
                        "/api/invitations/accept",
                        "{'token': '%s', 'name': 'Grace', 'email': '%s', 'password': '%s'}"
                                .formatted(token, email, password));
    }

    private static String address() {
        return UUID.randomUUID() + "@example.org";
    }

    @Test
    void an_invitation_makes_one_member() {
        JsonNode invitation = asAdministrator("/api/invitations", Map.of());
        String token = invitation.path("token").asString();
        assertThat(invitation.path("url").asString()).isEqualTo(clients.url() + "/join/" + token);

        TestBrowser.Response joined = accept(token, address(), TestUsers.PASSWORD);
        assertThat(joined.status()).isEqualTo(200);
        assertThat(joined.body().path("user").path("role").asString()).isEqualTo("MEMBER");

        TestBrowser.Response again = accept(token, address(), TestUsers.PASSWORD);
        assertThat(again.status()).isEqualTo(401);
        assertThat(again.problem()).isEqualTo("/problems/link-not-valid");
    }

    @Test
    void an_invitation_ends_after_a_week() {
        String token =
                asAdministrator("/api/invitations", Map.of()).path("token").asString();
        database.sql("update one_time_link set expires_at = expires_at - interval '7 days' where hash = :hash")
                .param("hash", new SecretToken(token).hash())
                .update();
        assertThat(accept(token, address(), TestUsers.PASSWORD).status()).isEqualTo(401);
    }

    @Test
    void an_invitation_for_somebody_is_not_for_somebody_else() {
        String email = address();
        String token = asAdministrator("/api/invitations", Map.of("email", email))
                .path("token")
                .asString();
        TestBrowser.Response page = new TestBrowser(clients.url()).get("/api/invitations/" + token);
        assertThat(page.body().path("purpose").asString()).isEqualTo("INVITATION");
        assertThat(page.body().path("email").asString()).isEqualTo(email);

        assertThat(accept(token, address(), TestUsers.PASSWORD).pointers()).containsExactly("/email");
        assertThat(accept(token, email, TestUsers.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void an_email_belongs_to_one_account_in_any_case() {
        TestUsers.Member ada = users.member("Ada");
        String token =
                asAdministrator("/api/invitations", Map.of()).path("token").asString();
        TestBrowser.Response answer = accept(token, ada.email().toUpperCase(java.util.Locale.ROOT), TestUsers.PASSWORD);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.pointers()).containsExactly("/email");
        // The failed request does not use up the invitation.
        assertThat(accept(token, address(), TestUsers.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void everything_wrong_with_a_form_is_told_at_once() {
        String token =
                asAdministrator("/api/invitations", Map.of()).path("token").asString();
        TestBrowser.Response answer = new TestBrowser(clients.url())
                .post(
                        "/api/invitations/accept",
                        "{'token': '%s', 'email': 'no', 'password': 'short'}".formatted(token));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.pointers()).containsExactly("/name", "/email", "/password");
    }

    @Test
    void a_member_manages_nobody() {
        TestUsers.Member ada = users.member("Ada");
        TestUsers.Member bob = users.member("Bob");
        for (String path : new String[] {
            "/api/invitations", "/api/users/" + bob.id() + "/deactivate", "/api/users/" + bob.id() + "/reset-link"
        }) {
            assertThat(ada.browser().post(path, "{}").status()).as(path).isEqualTo(403);
        }
        assertThat(ada.browser().get("/api/audit").status()).isEqualTo(403);
        assertThat(ada.browser().get("/api/users").text()).contains(bob.email()).doesNotContain("bcrypt");
    }

    @Test
    void a_deactivated_account_ends_at_once() {
        TestUsers.Member ada = users.member("Ada");
        String token = ada.token();
        clients.with(token).get().uri("/api/users").exchange().expectStatus().isOk();

        assertThat(asAdministrator("/api/users/" + ada.id() + "/deactivate", Map.of())
                        .path("deactivatedAt")
                        .isNull())
                .isFalse();

        clients.with(token).get().uri("/api/users").exchange().expectStatus().isUnauthorized();
        assertThat(ada.browser().get("/api/users").status()).isEqualTo(401);
        assertThat(new TestBrowser(clients.url())
                        .post(
                                "/api/session",
                                "{'email': '%s', 'password': '%s'}".formatted(ada.email(), TestUsers.PASSWORD))
                        .status())
                .isEqualTo(401);
        assertThat(database.sql("select count(*) from spring_session where principal_name = :id")
                        .param("id", ada.id())
                        .query(Long.class)
                        .single())
                .isZero();
        resetLink(ada.id()).expectStatus().isEqualTo(409);
    }

    @Test
    void nobody_deactivates_the_account_they_act_with() {
        // Other tests start more servers on this database, each with a token of its own.
        UUID id = database.sql(
                        "select user_id from api_token where name = 'this installation' order by created_at limit 1")
                .query(UUID.class)
                .single();
        clients.administrator()
                .post()
                .uri("/api/users/" + id + "/deactivate")
                .exchange()
                .expectStatus()
                .isEqualTo(409)
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("/problems/own-account");
    }

    @Test
    void a_reset_link_sets_a_new_password_and_ends_the_old_sessions_and_tokens() {
        TestUsers.Member ada = users.member("Ada");
        String token = ada.token();
        String first = asAdministrator("/api/users/" + ada.id() + "/reset-link", Map.of())
                .path("token")
                .asString();
        String second = asAdministrator("/api/users/" + ada.id() + "/reset-link", Map.of())
                .path("token")
                .asString();
        assertThat(new TestBrowser(clients.url())
                        .get("/api/invitations/" + second)
                        .body()
                        .path("purpose")
                        .asString())
                .isEqualTo("PASSWORD_RESET");

        assertThat(accept(first, "", "another lead line").status()).isEqualTo(401);
        assertThat(accept(second, "", "another lead line")
                        .body()
                        .path("user")
                        .path("name")
                        .asString())
                .isEqualTo("Ada");
        assertThat(accept(second, "", "another lead line").status()).isEqualTo(401);

        assertThat(ada.browser().get("/api/users").status()).isEqualTo(401);
        clients.with(token).get().uri("/api/users").exchange().expectStatus().isUnauthorized();
        assertThat(new TestBrowser(clients.url())
                        .post("/api/session", "{'email': '%s', 'password': 'another lead line'}".formatted(ada.email()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void unknown_people_are_not_found() {
        resetLink(UUID.randomUUID().toString()).expectStatus().isNotFound();
        clients.administrator()
                .post()
                .uri("/api/users/" + UUID.randomUUID() + "/deactivate")
                .exchange()
                .expectStatus()
                .isNotFound();
    }

    @Test
    void the_audit_says_who_did_what_newest_first() {
        TestUsers.Member ada = users.member("Ada");
        ada.token();
        JsonNode page = audit("?limit=2");
        assertThat(page.path("events")
                        .valueStream()
                        .map(event -> event.path("action").asString()))
                .containsExactly("TOKEN_CREATED", "JOINED");
        assertThat(page.path("events").path(0).path("actor").asString()).isEqualTo("Ada");
        assertThat(page.path("events").path(0).path("address").asString()).isNotBlank();

        JsonNode older = audit("?limit=1&cursor=" + page.path("nextCursor").asString());
        assertThat(older.path("events").path(0).path("action").asString()).isEqualTo("INVITED");
        clients.administrator()
                .get()
                .uri("/api/audit?cursor=x")
                .exchange()
                .expectStatus()
                .isBadRequest();
        clients.administrator()
                .get()
                .uri("/api/audit?limit=0")
                .exchange()
                .expectStatus()
                .isBadRequest();
    }

    @Test
    void a_password_typed_in_the_wrong_field_is_not_kept() {
        new TestBrowser(clients.url()).post("/api/session", "{'email': 'my secret password', 'password': 'x'}");
        assertThat(audit("?limit=1").toString()).contains("SIGN_IN_REFUSED").doesNotContain("secret");
    }

    private JsonNode audit(String query) {
        JsonNode page = clients.administrator()
                .get()
                .uri("/api/audit" + query)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
        assertThat(page).isNotNull();
        return page;
    }

    private RestTestClient.ResponseSpec resetLink(String id) {
        return clients.administrator()
                .post()
                .uri("/api/users/" + id + "/reset-link")
                .exchange();
    }
}
