package dev.isobath.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.isobath.spec.protocol.CorpusStatistics;
import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.Heartbeat;
import dev.isobath.spec.protocol.HeartbeatReply;
import dev.isobath.spec.protocol.HeartbeatReply.Action;
import dev.isobath.spec.protocol.Lease;
import dev.isobath.spec.protocol.LeaseRequest;
import dev.isobath.spec.protocol.ProtocolHeaders;
import dev.isobath.spec.protocol.ReportBatch;
import dev.isobath.spec.protocol.ReportReply;
import dev.isobath.spec.protocol.StepReport;
import dev.isobath.worker.files.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The server's side of the worker protocol, in memory. It keeps what a real server would keep, and misbehaves where it is told
 * to.
 */
final class ProtocolServer implements AutoCloseable {

    static final String NODE_TOKEN = "join-token";
    private static final Duration DEADLINE = Duration.ofSeconds(90);

    /** The treatment of a call. */
    enum Fate {
        ANSWER,
        /** The connection breaks before the server has done anything. */
        DROP,
        /** The server does its part, then the connection breaks. */
        LOSE_ANSWER,
        /** As {@link #LOSE_ANSWER}, but the connection breaks only after the attempt's next heartbeat has been answered. */
        LOSE_ANSWER_AFTER_A_HEARTBEAT,
        /** The answer is 503. */
        BUSY,
        /** The answer is 401. */
        DENY,
        /** The answer is 409. */
        CONFLICT,
        /** The answer's bytes are not what they should be. */
        CORRUPT
    }

    /**
     * One call as it came in. {@code what} is lease, heartbeat, reports, checkpoints, corpus, checkpoint or finish. For inference
     * requests it is question-lease, question-heartbeat, question-checkpoint or question-answer. For trials it is trial-lease,
     * trial-heartbeat, trial-tokenizer or trial-result.
     */
    static final class Call {
        private final String what;
        private final @Nullable UUID attempt;
        private final byte[] body;
        /** Whether its answer has been written. It is read and written under the server's lock. */
        private boolean over;

        private Call(String what, @Nullable UUID attempt, byte[] body) {
            this.what = what;
            this.attempt = attempt;
            this.body = body;
        }

        String what() {
            return what;
        }

        @Nullable
        UUID attempt() {
            return attempt;
        }

        byte[] body() {
            return body;
        }
    }

    /** One attempt, as the server sees it. */
    static final class Run {
        final Lease lease;
        final List<StepReport> steps = new ArrayList<>();
        final List<String> log = new ArrayList<>();

        @Nullable
        CorpusStatistics corpus;

        final TreeMap<Long, byte[]> checkpoints = new TreeMap<>();
        final List<Finish> finishes = new ArrayList<>();
        Action action = Action.CONTINUE;
        long next = 1;
        long heartbeats;
        boolean current = true;

        Run(Lease lease) {
            this.lease = lease;
        }
    }

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final byte[] corpus;
    private final Map<UUID, byte[]> blobs = new TreeMap<>();
    private final Deque<Lease> offers = new ArrayDeque<>();
    private final List<Run> runs = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private final List<LeaseRequest> requests = new ArrayList<>();
    /** The part that serves inference requests. */
    final ProtocolInference inference = new ProtocolInference();
    /** The part that has tokenizers tried. */
    final ProtocolTrials trials = new ProtocolTrials();

    private Function<Call, Fate> fate = call -> Fate.ANSWER;
    private boolean closed;

    ProtocolServer(byte[] corpus) throws IOException {
        this.corpus = corpus;
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    URI address() {
        return URI.create("http://localhost:" + http.getAddress().getPort());
    }

    /** Decides from now on what happens to each call. */
    synchronized void treat(Function<Call, Fate> how) {
        fate = how;
    }

    /** Queues an attempt at {@code spec}. */
    synchronized Run offer(ObjectNode spec, long steps, Lease.@Nullable ResumePoint resume) {
        return offer(spec, steps, resume, null, null);
    }

    /** Queues an attempt that needs more than a text. */
    synchronized Run offer(
            ObjectNode spec,
            long steps,
            Lease.@Nullable ResumePoint resume,
            byte @Nullable [] documents,
            byte @Nullable [] tokenizer) {
        return offer(spec, steps, resume, documents, tokenizer, null);
    }

    /** Queues an attempt at a spec that goes on from the newest checkpoint of {@code source}. */
    synchronized Run offerStart(ObjectNode spec, long steps, Run source) {
        return offer(spec, steps, null, null, null, keep(source.checkpoints.lastEntry()));
    }

    private synchronized Run offer(
            ObjectNode spec,
            long steps,
            Lease.@Nullable ResumePoint resume,
            byte @Nullable [] documents,
            byte @Nullable [] tokenizer,
            Lease.@Nullable ResumePoint start) {
        Lease.Blob text = new Lease.Blob(UUID.randomUUID(), corpus.length, sha256(corpus));
        UUID attempt = UUID.randomUUID();
        Lease lease = new Lease(
                attempt,
                UUID.randomUUID(),
                runs.size() + 1,
                "attempt-token-" + attempt,
                spec,
                steps,
                text,
                resume,
                4,
                1,
                keep(documents),
                keep(tokenizer),
                start);
        Run run = new Run(lease);
        runs.add(run);
        offers.add(lease);
        notifyAll();
        return run;
    }

    /** Queues the next attempt, from the newest checkpoint of {@code lost}. */
    synchronized Run offerAgain(Run lost) {
        Map.Entry<Long, byte[]> newest = lost.checkpoints.lastEntry();
        return offer(lost.lease.spec(), lost.lease.steps(), newest == null ? null : keep(newest));
    }

    private Lease.@Nullable Blob keep(byte @Nullable [] content) {
        if (content == null) {
            return null;
        }
        UUID id = UUID.randomUUID();
        blobs.put(id, content);
        return new Lease.Blob(id, content.length, sha256(content));
    }

    private Lease.ResumePoint keep(Map.Entry<Long, byte[]> checkpoint) {
        UUID id = UUID.randomUUID();
        blobs.put(id, checkpoint.getValue());
        return new Lease.ResumePoint(
                checkpoint.getKey(), new Lease.Blob(id, checkpoint.getValue().length, sha256(checkpoint.getValue())));
    }

    /** Sets what every reply about the attempt asks for from now on. */
    synchronized void ask(Run run, Action action) {
        run.action = action;
    }

    /** Gives the experiment to another node. From now on every call of the attempt is answered with 409. */
    synchronized void supersede(Run run) {
        run.current = false;
    }

    synchronized List<Call> calls(String what) {
        return calls.stream().filter(call -> call.what().equals(what)).toList();
    }

    synchronized List<LeaseRequest> requests() {
        return List.copyOf(requests);
    }

    /** Waits until the condition holds. Conditions read the server's state. */
    synchronized void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("not within " + DEADLINE.toSeconds() + " s: " + what);
            }
            // A condition may also look at files or processes, which send no notification when they change.
            wait(Math.min(50, left / 1_000_000 + 1));
        }
    }

    Finish awaitFinish(Run run) throws InterruptedException {
        await("a finish", () -> !run.finishes.isEmpty());
        return run.finishes.getFirst();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        inference.close();
        trials.close();
        http.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().split("/");
            Call call = call(path, exchange.getRequestBody().readAllBytes());
            Fate treatment;
            synchronized (this) {
                calls.add(call);
                notifyAll();
                treatment = fate.apply(call);
            }
            switch (treatment) {
                case ANSWER -> answer(exchange, call, path, true);
                case LOSE_ANSWER -> answer(exchange, call, path, false);
                case LOSE_ANSWER_AFTER_A_HEARTBEAT -> {
                    answer(exchange, call, path, false);
                    awaitHeartbeatAfter(call);
                }
                case DROP -> {}
                case BUSY -> problem(exchange, 503, "starting");
                case DENY -> problem(exchange, 401, "unknown token");
                case CONFLICT -> problem(exchange, 409, "the attempt is over");
                case CORRUPT -> corrupt(exchange);
            }
            synchronized (this) {
                call.over = true;
                notifyAll();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitHeartbeatAfter(Call call) throws InterruptedException {
        await(
                "a heartbeat's answer",
                () -> calls.subList(calls.indexOf(call), calls.size()).stream()
                        .anyMatch(later -> later.over
                                && later.what().equals("heartbeat")
                                && Objects.equals(later.attempt(), call.attempt())));
    }

    private static Call call(String[] path, byte[] body) {
        if (path[3].equals("questions")) {
            return path.length == 5
                    ? new Call("question-" + path[4], null, body)
                    : new Call("question-" + path[5], UUID.fromString(path[4]), body);
        }
        if (path[3].equals("trials")) {
            return path.length == 5
                    ? new Call("trial-" + path[4], null, body)
                    : new Call("trial-" + path[5], UUID.fromString(path[4]), body);
        }
        UUID attempt = path.length > 4 ? UUID.fromString(path[4]) : null;
        return new Call(attempt == null ? path[3] : path[5], attempt, body);
    }

    /** Does the server's part. With {@code tell} the caller gets the answer. */
    private void answer(HttpExchange exchange, Call call, String[] path, boolean tell)
            throws IOException, InterruptedException {
        Reply reply = call.what().startsWith("question-")
                ? inference.answer(call, bearer(exchange))
                : call.what().startsWith("trial-")
                        ? trials.answer(call, bearer(exchange))
                        : call.attempt() == null ? lease(exchange, call) : attempt(exchange, call, path);
        if (tell) {
            exchange.sendResponseHeaders(reply.status, reply.body.length == 0 ? -1 : reply.body.length);
            exchange.getResponseBody().write(reply.body);
        }
    }

    /** The answer to a call. */
    static final class Reply {
        private final int status;
        private final byte[] body;

        Reply(int status, byte[] body) {
            this.status = status;
            this.body = body;
        }

        static Reply json(Object value) {
            return new Reply(200, Json.MAPPER.writeValueAsBytes(value));
        }

        static Reply empty(int status) {
            return new Reply(status, new byte[0]);
        }
    }

    private synchronized Reply lease(HttpExchange exchange, Call call) throws InterruptedException {
        if (!bearer(exchange).equals(NODE_TOKEN)) {
            return Reply.empty(401);
        }
        requests.add(Json.MAPPER.readValue(call.body(), LeaseRequest.class));
        long deadline = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        while (offers.isEmpty() && !closed && deadline - System.nanoTime() > 0) {
            wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        }
        return offers.isEmpty() ? Reply.empty(204) : Reply.json(offers.remove());
    }

    private synchronized Reply attempt(HttpExchange exchange, Call call, String[] path) {
        Run run = runs.stream()
                .filter(known -> known.lease.attempt().equals(call.attempt()))
                .findFirst()
                .orElseThrow();
        if (!bearer(exchange).equals(run.lease.token())) {
            return Reply.empty(401);
        }
        if (!run.current && !call.what().equals("finish")) {
            return Reply.empty(409);
        }
        Reply reply = switch (call.what()) {
            case "heartbeat" -> heartbeat(run, Json.MAPPER.readValue(call.body(), Heartbeat.class));
            case "reports" -> reports(run, Json.MAPPER.readValue(call.body(), ReportBatch.class));
            case "checkpoints" -> store(exchange, run, Long.parseLong(path[6]), call.body());
            case "corpus" -> new Reply(200, corpus);
            case "documents" -> new Reply(200, kept(run.lease.documents()));
            case "tokenizer" -> new Reply(200, kept(run.lease.tokenizer()));
            case "checkpoint" -> new Reply(200, resume(run));
            case "start" ->
                new Reply(200, kept(Objects.requireNonNull(run.lease.start()).checkpoint()));
            case "finish" -> finish(run, Json.MAPPER.readValue(call.body(), Finish.class));
            default -> Reply.empty(404);
        };
        notifyAll();
        return reply;
    }

    private static Reply heartbeat(Run run, Heartbeat heartbeat) {
        run.heartbeats++;
        return heartbeat.step() < 0 ? Reply.empty(422) : Reply.json(new HeartbeatReply(run.action));
    }

    private static Reply reports(Run run, ReportBatch batch) {
        if (batch.sequence() > run.next) {
            return Reply.empty(422);
        }
        if (batch.sequence() == run.next) {
            run.steps.addAll(batch.steps());
            run.log.addAll(batch.log());
            run.corpus = batch.corpus() != null ? batch.corpus() : run.corpus;
            run.next++;
        }
        return Reply.json(new ReportReply(run.next, run.action));
    }

    private static Reply store(HttpExchange exchange, Run run, long step, byte[] content) {
        if (!sha256(content).equals(exchange.getRequestHeaders().getFirst(ProtocolHeaders.SHA256))) {
            return Reply.empty(422);
        }
        // A checkpoint ahead of the reports could not be resumed without a gap in the curve.
        if (!run.steps.isEmpty() && run.steps.getLast().step() < step) {
            return Reply.empty(422);
        }
        boolean known = run.checkpoints.containsKey(step);
        run.checkpoints.putIfAbsent(step, content);
        if (run.action == Action.CHECKPOINT) {
            run.action = Action.CONTINUE;
        }
        return Reply.empty(known ? 200 : 201);
    }

    private byte[] resume(Run run) {
        Lease.ResumePoint resume = run.lease.resume();
        if (resume == null) {
            throw new IllegalStateException("there is nothing to resume from");
        }
        return blobs.getOrDefault(resume.checkpoint().id(), new byte[0]);
    }

    private byte[] kept(Lease.@Nullable Blob blob) {
        if (blob == null) {
            throw new IllegalStateException("the lease promises no such content");
        }
        return blobs.getOrDefault(blob.id(), new byte[0]);
    }

    private static Reply finish(Run run, Finish finish) {
        run.finishes.add(finish);
        run.current = false;
        return Reply.empty(204);
    }

    private static void problem(HttpExchange exchange, int status, String detail) throws IOException {
        byte[] body =
                "{\"status\": %d, \"detail\": \"%s\"}".formatted(status, detail).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private void corrupt(HttpExchange exchange) throws IOException {
        byte[] wrong = corpus.clone();
        wrong[wrong.length / 2] ^= 1;
        exchange.sendResponseHeaders(200, wrong.length);
        exchange.getResponseBody().write(wrong);
    }

    private static String bearer(HttpExchange exchange) {
        return String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
                .replaceFirst("^Bearer ", "");
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
