package dev.isobath.server;

import dev.isobath.server.home.HomeDirectory;
import org.springframework.core.env.Environment;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Creates HTTP clients of the server under test. */
public final class TestClients {

    private final Environment environment;
    private final HomeDirectory home;

    TestClients(Environment environment, HomeDirectory home) {
        this.environment = environment;
        this.home = home;
    }

    /** Returns the URL of the server, without a slash at the end. */
    public String url() {
        return "http://localhost:" + environment.getRequiredProperty("local.server.port");
    }

    /** Returns a client that is not signed in. */
    public RestTestClient anyone() {
        return RestTestClient.bindToServer().baseUrl(url()).build();
    }

    /** Returns a client with the administrator's API token. */
    public RestTestClient administrator() {
        return with(home.readSecret("token").orElseThrow());
    }

    /** Returns a client with the join token of a worker node. */
    public RestTestClient node() {
        return with(home.readSecret("worker-token").orElseThrow());
    }

    /** Returns a client with a bearer token. */
    public RestTestClient with(String token) {
        return RestTestClient.bindToServer()
                .baseUrl(url())
                .defaultHeader("Authorization", "Bearer " + token)
                .build();
    }
}
