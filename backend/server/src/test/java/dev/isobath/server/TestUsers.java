package dev.isobath.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Creates users of the installation under test by invitations of the administrator. */
public final class TestUsers {

    public static final String PASSWORD = "correct horse battery";

    private final TestClients clients;

    TestUsers(TestClients clients) {
        this.clients = clients;
    }

    /** A user with an account. The browser is signed in. */
    public record Member(String id, String name, String email, TestBrowser browser) {

        /** Creates an API token of this user. */
        public String token() {
            TestBrowser.Response answer = browser.post("/api/tokens", "{'name': 'script'}");
            assertThat(answer.status()).isEqualTo(201);
            return answer.body().path("token").asString();
        }
    }

    public Member member(String name) {
        String email = name.toLowerCase(java.util.Locale.ROOT) + "-" + UUID.randomUUID() + "@example.org";
        JsonNode invitation = clients.administrator()
                .post()
                .uri("/api/invitations")
                .body(Map.of())
                .exchange()
                .expectStatus()
                .isCreated()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
        assertThat(invitation).isNotNull();
        TestBrowser browser = new TestBrowser(clients.url());
        TestBrowser.Response answer = browser.post(
                "/api/invitations/accept",
                "{'token': '%s', 'name': '%s', 'email': '%s', 'password': '%s'}"
                        .formatted(invitation.path("token").asString(), name, email, PASSWORD));
        assertThat(answer.status()).isEqualTo(200);
        return new Member(answer.body().path("user").path("id").asString(), name, email, browser);
    }
}
