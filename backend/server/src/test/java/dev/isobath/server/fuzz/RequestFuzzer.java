package dev.isobath.server.fuzz;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes requests of which each is almost one of the API: each fits the description but for up to three strange things. */
final class RequestFuzzer {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");
    private static final int MAX_CHANGES = 3;
    private static final String BOUNDARY = "fuzz";

    private final List<ApiOperation> operations;
    private final Map<String, List<String>> parameters;
    private final Map<String, String> credentials;
    private final String spec;
    private final Random random;
    private final BodyGenerator bodies;
    private int next;

    /**
     * Makes a fuzzer.
     *
     * @param parameters for the name of a parameter, values that name something the server has
     * @param credentials for each kind of client, the line of the header that says who asks
     * @param spec an experiment that the server takes
     */
    RequestFuzzer(
            JsonNode description,
            Map<String, List<String>> parameters,
            Map<String, String> credentials,
            String spec,
            long seed) {
        this.operations = ApiOperation.all(description);
        this.parameters = parameters;
        this.credentials = credentials;
        this.spec = spec;
        this.random = new Random(seed);
        this.bodies = new BodyGenerator(description, random);
    }

    /** Returns the number of operations, which the requests go through in turn. */
    int operations() {
        return operations.size();
    }

    /** Returns the next request. */
    byte[] next() {
        ApiOperation operation = operations.get(next++ % operations.size());
        String method = operation.method();
        String path = path(operation);
        String query = query(operation);
        List<String> headers = new ArrayList<>(List.of(credentials(operation)));
        String type = operation.contentTypes().isEmpty() ? "" : any(operation.contentTypes());
        byte[] body = type.isEmpty() ? new byte[0] : body(operation, type);
        for (int changes = random.nextInt(MAX_CHANGES + 1); changes > 0; changes--) {
            switch (random.nextInt(6)) {
                case 0 -> path = strangePath(path);
                case 1 -> query += "&" + strangeParameter(operation);
                case 2 -> headers.add(StrangeValues.header(random));
                case 3 -> body = strangeBody(operation, body);
                case 4 -> body = operation.method().equals("GET") ? body : cut(body);
                default -> method = random.nextInt(4) == 0 ? StrangeValues.method(random) : method;
            }
        }
        if (!type.isEmpty() && headers.stream().noneMatch(header -> header.startsWith("Content-Type"))) {
            headers.add("Content-Type: " + (type.startsWith("multipart") ? type + "; boundary=" + BOUNDARY : type));
        }
        return request(method + " " + path + (query.isEmpty() ? "" : "?" + query.substring(1)), headers, body);
    }

    /** Mostly those that the operation asks for. */
    private String credentials(ApiOperation operation) {
        String fitting = operation.path().startsWith("/api/worker/attempts/")
                ? "attempt"
                : operation.path().startsWith("/api/worker/") ? "worker node" : "administrator";
        return random.nextInt(4) > 0
                ? String.valueOf(credentials.get(fitting))
                : any(List.copyOf(credentials.values()));
    }

    private static byte[] request(String methodAndAddress, List<String> headers, byte[] body) {
        String head = methodAndAddress + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                + body.length + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        return request.toByteArray();
    }

    private String path(ApiOperation operation) {
        Matcher matcher = PARAMETER.matcher(operation.path());
        return matcher.replaceAll(parameter -> Matcher.quoteReplacement(
                encode(any(parameters.getOrDefault(parameter.group(1), parameters.getOrDefault("id", List.of("1")))))));
    }

    private String query(ApiOperation operation) {
        StringBuilder query = new StringBuilder();
        for (String name : operation.query()) {
            if (random.nextInt(3) == 0) {
                String value = random.nextBoolean()
                        ? any(parameters.getOrDefault(name, List.of("1")))
                        : StrangeValues.text(random);
                query.append('&').append(encode(name)).append('=').append(encode(value));
            }
        }
        return query.toString();
    }

    private String strangePath(String path) {
        String[] segments = path.split("/", -1);
        int at = 1 + random.nextInt(segments.length - 1);
        segments[at] = random.nextBoolean() ? StrangeValues.encoded(random) : encode(StrangeValues.text(random));
        return String.join("/", segments);
    }

    private String strangeParameter(ApiOperation operation) {
        String name = operation.query().isEmpty() ? "x" : any(operation.query());
        return encode(name) + "="
                + (random.nextBoolean() ? StrangeValues.encoded(random) : encode(StrangeValues.text(random)));
    }

    private byte[] body(ApiOperation operation, String type) {
        if (type.startsWith("multipart")) {
            return form(random.nextBoolean() ? "some text that is long enough" : spec);
        }
        if (!type.contains("json") || operation.path().endsWith("/experiments")) {
            return (operation.path().endsWith("/experiments") ? spec : "some text that is long enough")
                    .getBytes(StandardCharsets.UTF_8);
        }
        return JSON.writeValueAsBytes(bodies.fitting(operation.body()));
    }

    private byte[] form(String file) {
        return ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nfuzz"
                        + random.nextInt(1_000)
                        + "\r\n--" + BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\n"
                        + file + "\r\n--" + BOUNDARY + "--\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] strangeBody(ApiOperation operation, byte[] body) {
        switch (random.nextInt(6)) {
            case 0 -> {
                return ("[".repeat(random.nextInt(3_000)) + "{\"a\":").getBytes(StandardCharsets.UTF_8);
            }
            case 1 -> {
                byte[] bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
                return bytes;
            }
            default -> {
                try {
                    JsonNode document = body.length == 0 ? bodies.fitting(operation.body()) : JSON.readTree(body);
                    return JSON.writeValueAsBytes(bodies.strange(document));
                } catch (tools.jackson.core.JacksonException e) {
                    return cut(body);
                }
            }
        }
    }

    /** Ends somewhere in the middle, or has one byte changed. */
    private byte[] cut(byte[] body) {
        if (body.length == 0) {
            return body;
        }
        int at = random.nextInt(body.length);
        if (random.nextBoolean()) {
            return java.util.Arrays.copyOf(body, at);
        }
        byte[] changed = body.clone();
        changed[at] = (byte) random.nextInt(256);
        return changed;
    }

    private String any(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
