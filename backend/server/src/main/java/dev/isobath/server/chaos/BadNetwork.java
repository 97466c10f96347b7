package dev.isobath.server.chaos;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The network between worker nodes and server, as a small HTTP proxy that loses, delays and repeats calls when it is told to. It records
 * what the server acknowledges. It also asks for a checkpoint with every heartbeat, because short runs would have none.
 */
final class BadNetwork implements AutoCloseable {

    /** How calls are treated. */
    enum Mode {
        GOOD,
        CUT,
        DROP,
        DELAY,
        DUPLICATE
    }

    private static final long LONGEST_DELAY_MILLIS = 3_000;
    private static final Set<String> PASSED_ON = Set.of("authorization", "content-type", "isobath-sha256");

    private static final Pattern STEP_ZERO = Pattern.compile("\"step\"\\s*:\\s*0\\b");

    private final URI server;
    private final ServerSocket socket;
    private final AcknowledgedPoints record;
    private final Random random;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.GOOD;

    /** A request. */
    private static final class Call {
        private final String method;
        private final String path;
        private final Map<String, String> headers;
        private final byte[] body;

        Call(String method, String path, Map<String, String> headers, byte[] body) {
            this.method = method;
            this.path = path;
            this.headers = headers;
            this.body = body;
        }
    }

    BadNetwork(URI server, AcknowledgedPoints record, long seed) throws IOException {
        this.server = server;
        this.record = record;
        this.random = new Random(seed);
        this.socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("bad-network").start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    void set(Mode next) {
        mode = next;
        if (next == Mode.CUT) {
            open.forEach(BadNetwork::closeQuietly);
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            for (Call call = read(in); mode != Mode.CUT; call = read(in)) {
                if (!pass(call, client)) {
                    return;
                }
            }
        } catch (IOException gone) {
            // The client closes connections that it does not need, and processes are killed.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    /** Passes a call on and returns whether the connection stays open. */
    private boolean pass(Call call, Socket client) throws IOException, InterruptedException {
        Mode now = mode;
        if (now == Mode.DELAY) {
            TimeUnit.MILLISECONDS.sleep(nextLong(LONGEST_DELAY_MILLIS));
        }
        if (now == Mode.DROP && nextLong(4) == 0) {
            return false;
        }
        HttpResponse<byte[]> response = send(call);
        if (now == Mode.DUPLICATE) {
            Thread.ofVirtual().start(() -> sendLate(call));
        }
        if ((now == Mode.DROP && nextLong(3) == 0) || mode == Mode.CUT) {
            return false;
        }
        byte[] body = isHeartbeatOfTraining(call)
                ? new String(response.body(), StandardCharsets.UTF_8)
                        .replace("\"CONTINUE\"", "\"CHECKPOINT\"")
                        .getBytes(StandardCharsets.UTF_8)
                : response.body();
        String type = response.headers()
                .firstValue("content-type")
                .map(each -> "Content-Type: " + each + "\r\n")
                .orElse("");
        String retry = response.headers()
                .firstValue("retry-after")
                .map(each -> "Retry-After: " + each + "\r\n")
                .orElse("");
        String head = "HTTP/1.1 " + response.statusCode() + " X\r\n" + type + retry
                + (response.statusCode() == 204 ? "" : "Content-Length: " + body.length + "\r\n") + "\r\n";
        client.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        client.getOutputStream().write(response.statusCode() == 204 ? new byte[0] : body);
        client.getOutputStream().flush();
        return true;
    }

    /** Returns whether the call is a heartbeat of an attempt that has taken a step, so that it has something for a checkpoint. */
    private static boolean isHeartbeatOfTraining(Call call) {
        return call.path.endsWith("/heartbeat")
                && !STEP_ZERO
                        .matcher(new String(call.body, StandardCharsets.UTF_8))
                        .find();
    }

    private HttpResponse<byte[]> send(Call call) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(call.path))
                .method(call.method, HttpRequest.BodyPublishers.ofByteArray(call.body));
        call.headers.forEach((name, value) -> {
            if (PASSED_ON.contains(name)) {
                request.header(name, value);
            }
        });
        HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        record.record(call.path, call.body, response.statusCode(), response.body());
        return response;
    }

    /** Sends a call once more, when later ones may have been answered already. */
    private void sendLate(Call call) {
        try {
            TimeUnit.MILLISECONDS.sleep(nextLong(LONGEST_DELAY_MILLIS));
            send(call);
        } catch (IOException away) {
            // Nobody waits for the answer.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private long nextLong(long bound) {
        synchronized (random) {
            return random.nextLong(bound);
        }
    }

    private static Call read(InputStream in) throws IOException {
        String[] first = line(in).split(" ", 3);
        if (first.length < 3) {
            throw new EOFException("no request");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("half a request");
        }
        return new Call(first[0], first[1], headers, body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection was closed");
            }
            if (c != '\r') {
                bytes.write(c);
            }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // It is closed.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        open.forEach(BadNetwork::closeQuietly);
        http.shutdownNow();
    }
}
