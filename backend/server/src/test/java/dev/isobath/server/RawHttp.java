package dev.isobath.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Sends bytes to the server as they are, also such that no HTTP client would send. */
public final class RawHttp {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final URI server;
    private final Duration timeout;

    public RawHttp(String url) {
        this(url, TIMEOUT);
    }

    /** A client that waits this long for each part of an answer. */
    public RawHttp(String url, Duration timeout) {
        this.server = URI.create(url);
        this.timeout = timeout;
    }

    /**
     * An answer.
     *
     * @param status the status code; 0 when no answer came in time, and -1 when the connection ended without one
     * @param head the status line and the headers
     */
    public record Answer(int status, String head, String body) {

        public JsonNode json() {
            return head.contains("json") ? JSON.readTree(body) : MissingNode.getInstance();
        }

        public String problem() {
            return json().path("type").asString("");
        }

        public String detail() {
            return json().path("detail").asString("");
        }
    }

    /** Sends a request line and headers, each on a line of its own, and no body. */
    public Answer send(String... head) {
        return sendWhole(String.join("\r\n", head) + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    /** Sends a request of ISO-8859-1 characters, which ask the server to close the connection. */
    public Answer sendWhole(String request) {
        return send(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends a whole request, which asks the server to close the connection. */
    public Answer send(byte[] request) {
        try (Socket socket = new Socket(InetAddress.getByName(server.getHost()), server.getPort())) {
            socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            try {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
            } catch (SocketException e) {
                // The server may refuse a request before it has read all of it. Its answer counts.
            }
            return read(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer read(InputStream in) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                received.write(octet);
                if (octet == '\n' && endsStream(received)) {
                    break;
                }
            }
        } catch (SocketTimeoutException e) {
            return received.size() == 0 ? new Answer(0, "", "") : parse(received);
        } catch (SocketException e) {
            return parse(received);
        }
        return parse(received);
    }

    /** A stream of events does not end; its head is enough. */
    private static boolean endsStream(ByteArrayOutputStream received) {
        String text = received.toString(StandardCharsets.UTF_8);
        return received.size() < 4_096 && text.endsWith("\r\n\r\n") && text.contains("text/event-stream");
    }

    private static Answer parse(ByteArrayOutputStream received) {
        String text = received.toString(StandardCharsets.UTF_8);
        if (text.startsWith("HTTP/1.1 100")) {
            text = text.substring(text.indexOf("\r\n\r\n") + 4);
        }
        int end = text.indexOf("\r\n\r\n");
        if (!text.startsWith("HTTP/1.1 ") || end < 0) {
            return new Answer(-1, text, "");
        }
        String head = text.substring(0, end);
        String body = text.substring(end + 4);
        return new Answer(
                Integer.parseInt(text.substring(9, 12)), head, head.contains("chunked") ? withoutChunks(body) : body);
    }

    /** Joins the chunks of a body. */
    private static String withoutChunks(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        int at = 0;
        while (at < bytes.length) {
            int line = at;
            while (line < bytes.length && bytes[line] != '\r') {
                line++;
            }
            int size = Integer.parseInt(new String(bytes, at, line - at, StandardCharsets.US_ASCII).strip(), 16);
            if (size == 0) {
                break;
            }
            joined.write(bytes, line + 2, Math.min(size, bytes.length - line - 2));
            at = line + 2 + size + 2;
        }
        return joined.toString(StandardCharsets.UTF_8);
    }
}
