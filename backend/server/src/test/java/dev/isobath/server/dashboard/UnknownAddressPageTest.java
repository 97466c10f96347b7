package dev.isobath.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.RawHttp;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestClients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ServerTest
class UnknownAddressPageTest {

    /** What Firefox and Chromium send when somebody types an address. */
    private static final String BROWSER = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    @Autowired
    TestClients clients;

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/a/b/c", "/error", "/experiment/1"})
    void a_browser_gets_the_dashboard_which_says_that_there_is_no_such_page(String path) {
        RawHttp.Answer answer = new RawHttp(clients.url()).send("GET " + path + " HTTP/1.1", BROWSER);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.head()).containsIgnoringCase("Content-Type: text/html");
        assertThat(answer.body()).contains("<div id=\"root\">");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/error"})
    void a_program_gets_a_problem_document(String path) {
        RawHttp.Answer answer = new RawHttp(clients.url()).send("GET " + path + " HTTP/1.1", "Accept: */*");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.problem()).isEqualTo("/problems/not-found");
    }

    @Test
    void an_unknown_address_of_the_api_is_a_problem_document_for_everybody() {
        RawHttp.Answer answer = new RawHttp(clients.url()).send("GET /api/nothing HTTP/1.1", BROWSER);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.problem()).isEqualTo("/problems/unauthorized");
    }

    @Test
    void a_missing_file_of_the_dashboard_is_a_problem_document() {
        RawHttp.Answer answer = new RawHttp(clients.url()).send("GET /assets/gone.js HTTP/1.1", BROWSER);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.problem()).isEqualTo("/problems/not-found");
    }
}
