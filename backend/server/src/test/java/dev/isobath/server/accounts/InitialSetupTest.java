package dev.isobath.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ServerTest;
import dev.isobath.server.TestBrowser;
import dev.isobath.server.TestClients;
import dev.isobath.server.home.HomeDirectory;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** The initial setup of a new installation. The tests run in order. */
@ServerTest
@ExtendWith(OutputCaptureExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestPropertySource(
        properties = {
            "isobath.public-url=https://isobath.example.org/",
            "isobath.worker-token=a-worker-token-from-the-settings"
        })
class InitialSetupTest {

    private static final String PASSWORD = "a long enough one";

    @Autowired
    TestClients clients;

    @Autowired
    HomeDirectory home;

    @Autowired
    InitialSetup setup;

    @Autowired
    LocalSecrets localSecrets;

    @Autowired
    JdbcClient database;

    private TestBrowser.Response setUp(String token, String password) {
        return new TestBrowser(clients.url())
                .post(
                        "/api/setup",
                        "{'token': '%s', 'name': 'Ada', 'email': 'Ada@Example.org', 'password': '%s'}"
                                .formatted(token, password));
    }

    private String link() {
        return home.readSecret("setup").orElseThrow();
    }

    private String token() {
        return link().substring(link().indexOf("token=") + "token=".length());
    }

    @Test
    @Order(1)
    void the_link_is_in_the_log_and_in_a_file_only_its_owner_reads(CapturedOutput output) throws Exception {
        assertThat(link()).startsWith("https://isobath.example.org/setup?token=setup_");
        assertThat(setup.pendingLink("http://ignored").orElseThrow().toString()).isEqualTo(link());
        assertThat(output.getAll().lines().filter(line -> line.contains("setup") && line.contains(link())))
                .hasSize(1);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(home.folder().resolve("setup"))))
                .isEqualTo("rw-------");
    }

    @Test
    @Order(2)
    void the_database_does_not_hold_the_link_itself() {
        assertThat(database.sql("select hash from one_time_link where purpose = 'SETUP'")
                        .query(byte[].class)
                        .single())
                .isEqualTo(new SecretToken(token()).hash());
    }

    @Test
    @Order(3)
    void the_dashboard_is_told_that_the_set_up_is_to_be_done() {
        assertThat(new TestBrowser(clients.url()).get("/api/session").text())
                .isEqualTo("{\"user\":null,\"setupRequired\":true}");
    }

    @Test
    @Order(4)
    void a_wrong_token_is_refused() {
        TestBrowser.Response answer = setUp("setup_wrong", PASSWORD);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.problem()).isEqualTo("/problems/link-not-valid");
    }

    @Test
    @Order(5)
    void a_short_password_is_refused_with_its_length() {
        TestBrowser.Response answer = setUp(token(), "short");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.pointers()).containsExactly("/password");
        assertThat(answer.text()).contains("must have at least 10 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password123",
                "1234567890",
                "qwertyuiop",
                "Password1!",
                "P@ssw0rd123",
                "iloveyou12",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    @Order(5)
    void a_password_that_is_guessed_first_is_refused(String password) {
        TestBrowser.Response answer = setUp(token(), password);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.pointers()).containsExactly("/password");
        assertThat(answer.text()).contains("is one that is guessed first");
    }

    @Test
    @Order(6)
    void a_restart_makes_a_new_link_and_ends_the_old_one() {
        String old = token();
        setup.afterPropertiesSet();
        assertThat(setUp(old, PASSWORD).status()).isEqualTo(401);
        home.writeSecret("setup", setup.pendingLink("").orElseThrow().toString());
    }

    @Test
    @Order(7)
    void the_link_makes_the_administrator_and_signs_in() {
        TestBrowser browser = new TestBrowser(clients.url());
        TestBrowser.Response answer = browser.post(
                "/api/setup",
                "{'token': '%s', 'name': 'Ada', 'email': 'Ada@Example.org', 'password': '%s'}"
                        .formatted(token(), PASSWORD));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(browser.get("/api/session").body().path("user").path("role").asString())
                .isEqualTo("ADMIN");
        assertThat(home.readSecret("setup")).isEmpty();
        assertThat(setup.pendingLink("http://localhost")).isEmpty();
    }

    @Test
    @Order(8)
    void a_second_set_up_is_refused() {
        TestBrowser.Response answer = setUp("setup_any", PASSWORD);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("/problems/already-set-up");
    }

    @Test
    @Order(9)
    void the_administrator_signs_in_with_any_case_of_the_email() {
        TestBrowser browser = new TestBrowser(clients.url());
        assertThat(browser.post("/api/session", "{'email': ' ada@example.ORG', 'password': '" + PASSWORD + "'}")
                        .status())
                .isEqualTo(200);
        assertThat(browser.get("/api/session").body().path("user").path("name").asString())
                .isEqualTo("Ada");
    }

    @Test
    @Order(10)
    void the_token_in_the_folder_is_the_administrators() {
        clients.administrator()
                .get()
                .uri("/api/session")
                .exchange()
                .expectBody()
                .jsonPath("$.user.email")
                .isEqualTo("Ada@Example.org");
    }

    @Test
    @Order(11)
    void a_revoked_token_of_the_folder_is_made_anew_at_the_next_start() {
        String old = home.readSecret("token").orElseThrow();
        database.sql("delete from api_token").update();
        clients.with(old).get().uri("/api/users").exchange().expectStatus().isUnauthorized();

        localSecrets.afterPropertiesSet();

        assertThat(home.readSecret("token").orElseThrow()).isNotEqualTo(old);
        clients.administrator()
                .get()
                .uri("/api/users")
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    @Order(12)
    void an_installation_that_is_set_up_makes_no_link_at_its_start() {
        setup.afterPropertiesSet();
        assertThat(setup.pendingLink("http://localhost")).isEmpty();
        assertThat(home.readSecret("setup")).isEmpty();
    }

    @Test
    @Order(13)
    void links_begin_with_the_configured_address() {
        clients.administrator()
                .post()
                .uri("/api/invitations")
                .exchange()
                .expectBody()
                .jsonPath("$.url")
                .value(String.class, url -> assertThat(url).startsWith("https://isobath.example.org/join/join_"));
    }

    @Test
    @Order(14)
    void a_worker_node_may_join_with_the_token_of_the_settings() {
        assertThat(leaseStatus("a-worker-token-from-the-settings")).isNotIn(401, 403);
        assertThat(leaseStatus("another-token-nobody-configured")).isEqualTo(401);
        assertThat(leaseStatus(home.readSecret("token").orElseThrow())).isEqualTo(401);
    }

    private int leaseStatus(String token) {
        return clients.with(token)
                .post()
                .uri("/api/worker/lease")
                .body("{}")
                .exchange()
                .returnResult()
                .getStatus()
                .value();
    }
}
