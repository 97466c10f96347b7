package dev.isobath.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.home.HomeDirectory;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;

@ServerTest
class ServerSmokeTest {

    @Autowired
    TestClients clients;

    @Autowired
    HomeDirectory home;

    @Test
    void is_healthy() {
        clients.anyone().get().uri("/actuator/health").exchange().expectStatus().isOk();
    }

    @Test
    void tells_an_unknown_caller_to_sign_in() {
        clients.anyone()
                .get()
                .uri("/api/anything")
                .exchange()
                .expectStatus()
                .isUnauthorized()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("/problems/unauthorized");
    }

    @Test
    void answers_an_unknown_address_with_a_problem() {
        clients.administrator()
                .get()
                .uri("/api/anything")
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("/problems/not-found");
    }

    @Test
    void refuses_a_large_body_before_reading_it() {
        clients.administrator()
                .post()
                .uri("/api/anything")
                .contentType(MediaType.APPLICATION_JSON)
                .body("[" + " ".repeat(10 << 20) + "]")
                .exchange()
                .expectStatus()
                .isEqualTo(413)
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("/problems/too-large");
    }

    @Test
    void sends_headers_that_keep_other_pages_out() {
        clients.anyone()
                .get()
                .uri("/actuator/health")
                .exchange()
                .expectHeader()
                .valueMatches("Content-Security-Policy", ".*frame-ancestors 'none'.*")
                .expectHeader()
                .valueEquals("X-Content-Type-Options", "nosniff");
    }

    @Test
    void keeps_its_secrets_readable_by_their_owner_only() throws Exception {
        for (String name : new String[] {"token", "worker-token"}) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(home.folder().resolve(name))))
                    .isEqualTo("rw-------");
        }
    }
}
