package dev.isobath.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.RawHttp;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestBrowser;
import dev.isobath.server.TestClients;
import dev.isobath.server.TestUsers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends requests that are almost right to every operation. The system properties {@code isobath.fuzz.requests} and
 * {@code isobath.fuzz.seed} set how many and which.
 */
@ServerTest
class ApiFuzzTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int REQUESTS = Integer.getInteger("isobath.fuzz.requests", 1_000);
    private static final long SEED = Long.getLong("isobath.fuzz.seed", 20_261_129);
    /** Requests after which caches and pools are as full as they get. */
    private static final int WARM_UP = 300;
    /** Garbage collectors leave some; a leak of the requests' content would be far more for many requests. */
    private static final long HEAP_TOLERANCE = 64L << 20;

    /** Calls that wait for work, and for events, go on for longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int SHOWN = 10;

    @Autowired
    TestClients clients;

    @Autowired
    TestUsers users;

    @Autowired
    ExperimentTestClient client;

    @Test
    void no_request_makes_the_server_fail_or_keeps_its_memory() {
        RequestFuzzer fuzzer = fuzzer();
        RawHttp http = new RawHttp(clients.url(), PATIENCE);
        Map<Integer, Integer> answers = new TreeMap<>();
        List<String> failures = new ArrayList<>();
        long heapBefore = 0;
        try (StackTraces traces = new StackTraces()) {
            for (int i = 0; i < REQUESTS; i++) {
                if (i == Math.min(WARM_UP, REQUESTS / 2)) {
                    heapBefore = usedHeap();
                }
                byte[] request = fuzzer.next();
                RawHttp.Answer answer = http.send(request);
                answers.merge(answer.status(), 1, Integer::sum);
                String trace = traces.take();
                if (answer.status() < 0 || answer.status() >= 500 || !trace.isEmpty()) {
                    failures.add("request " + i + " -> " + answer.status() + " " + answer.body() + "\n" + shown(request)
                            + "\n" + trace);
                }
            }
        }
        long heapAfter = usedHeap();
        System.out.printf(
                "Fuzzer: %d requests to %d operations, seed %d, answers by status %s, %d failures, heap %d MB before and %d MB after%n",
                REQUESTS, fuzzer.operations(), SEED, answers, failures.size(), heapBefore >> 20, heapAfter >> 20);
        assertThat(failures.subList(0, Math.min(SHOWN, failures.size())))
                .as("%d of %d requests made the server fail, seed %d", failures.size(), REQUESTS, SEED)
                .isEmpty();
        assertThat(answers.keySet())
                .as("the requests are not all refused for the same reason")
                .hasSizeGreaterThan(5);
        assertThat(heapAfter).isLessThan(heapBefore + heapBefore / 2 + HEAP_TOLERANCE);
    }

    private static String shown(byte[] request) {
        String text = new String(request, StandardCharsets.ISO_8859_1);
        return text.length() < 1_500 ? text : text.substring(0, 1_500) + "…";
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private RequestFuzzer fuzzer() {
        client.clear();
        UUID running = client.queue("runs", 100, 0);
        TestAttempt attempt = client.node("fuzzed").lease();
        UUID waiting = client.queue("waits", 100, 0);
        TestUsers.Member member = users.member("Fay");
        JsonNode corpora = client.get("/api/projects/default/corpora").json().path("corpora");
        String share = client.post("/api/shares", "{\"experiments\": [\"" + running + "\"]}")
                .text("/token");
        Map<String, List<String>> parameters = Map.of(
                "id",
                List.of(
                        running.toString(),
                        waiting.toString(),
                        corpora.at("/0/id").asString(),
                        member.id(),
                        UUID.randomUUID().toString()),
                "experiment",
                List.of(running.toString(), waiting.toString()),
                "attempt",
                List.of(attempt.lease().attempt().toString()),
                "project",
                List.of("default"),
                "token",
                List.of(share.isEmpty() ? "share_x" : share),
                "step",
                List.of("1", "50"));
        TestBrowser browser = member.browser();
        String csrf = browser.cookie("XSRF-TOKEN").getValue();
        Map<String, String> credentials = new TreeMap<>(Map.of(
                "administrator", "Authorization: Bearer " + client.token(),
                "member", "Authorization: Bearer " + member.token(),
                "attempt", "Authorization: Bearer " + attempt.lease().token(),
                "worker node", "Authorization: Bearer " + client.workerToken(),
                "browser",
                        "Cookie: isobath_session="
                                + browser.cookie("isobath_session").getValue() + "; XSRF-TOKEN=" + csrf
                                + "\r\nX-XSRF-TOKEN: " + csrf,
                "nobody", "X-Nobody: signed in"));
        JsonNode description =
                JSON.readTree(new TestBrowser(clients.url()).get("/api/openapi").text());
        return new RequestFuzzer(description, parameters, credentials, ExperimentTestClient.spec("fuzzed", 3), SEED);
    }

    /** Keeps the last stack trace that was logged as a warning or an error. */
    private static final class StackTraces extends AppenderBase<ILoggingEvent> implements AutoCloseable {

        private final ch.qos.logback.classic.Logger root =
                ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("ROOT");
        private volatile String last = "";

        StackTraces() {
            start();
            root.addAppender(this);
        }

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.WARN) && event.getThrowableProxy() != null) {
                last = event.getLoggerName() + ": " + event.getFormattedMessage() + ": "
                        + event.getThrowableProxy().getClassName() + ": "
                        + event.getThrowableProxy().getMessage();
            }
        }

        String take() {
            String taken = last;
            last = "";
            return taken;
        }

        @Override
        public void close() {
            root.detachAppender(this);
        }
    }
}
