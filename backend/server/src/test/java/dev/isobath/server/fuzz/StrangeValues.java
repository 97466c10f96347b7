package dev.isobath.server.fuzz;

import java.util.List;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;

/** Values at the edges of what a field, a parameter or a header may be. */
final class StrangeValues {

    private static final JsonMapper JSON = new JsonMapper();

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\0",
            "a\0b",
            "a\tb\r\nc",
            "\uD800",
            "x\uDC00y",
            "\uD83D\uDE00",
            "e\u0301",
            "\uFEFF",
            "\u202E",
            "\u00A0",
            "null",
            "%",
            "_%\\",
            "'; select 1 --",
            "../../etc/passwd",
            "..;/",
            "-1",
            "1e999",
            "NaN",
            "00000000-0000-0000-0000-000000000000",
            "1-1-1-1-1",
            "{}",
            "[",
            "\"",
            "9999999999999999999999",
            "2026-13-45T99:99:99Z",
            "x".repeat(300),
            "\uAC00".repeat(5_000));

    private static final List<String> NUMBERS = List.of(
            "0",
            "-1",
            "1.5",
            "-0.0",
            "1e308",
            "1e999",
            "-1e999",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "123456789012345678901234567890",
            "1e-400");

    private static final List<String> OTHERS =
            List.of("null", "true", "[]", "{}", "[null]", "[[]]", "{\"\":null}", "[{}]", "[\"\\u0000\"]");

    /** Parts of an address that are no percent-encoded UTF-8, or encode what has a meaning of its own. */
    private static final List<String> ENCODED = List.of(
            "%",
            "%z",
            "%zz",
            "%00",
            "a%00b",
            "%0a",
            "%ED%A0%80",
            "%FF%FE",
            "%C0%80",
            "%2e%2e%2f",
            "%2F",
            "%5C",
            "%3B",
            "%25",
            "%E2%82",
            "+",
            "%EA%B0%80",
            ";x=1");

    private static final List<String> HEADERS = List.of(
            "Cookie: isobath_session=***",
            "Cookie: isobath_session=AAAAAAAA",
            "Cookie: isobath_session=AAAAAAAA; isobath_session=/w==; XSRF-TOKEN=x",
            "Cookie: ;;;=,\"",
            "Cookie: XSRF-TOKEN=\"",
            "X-XSRF-TOKEN: %00",
            "Authorization: Bearer",
            "Authorization: Bearer \u00FF\u00FE",
            "Authorization: Basic Og==",
            "Authorization: Bearer isobath_" + "x".repeat(3_000),
            "Accept: text/html",
            "Accept: /",
            "Accept: application/xml",
            "Accept: text/event-stream",
            "Accept: */*;q=2",
            "Accept-Language: \u00FF",
            "Accept-Charset: klingon",
            "Accept-Encoding: gzip;q=x, br",
            "Content-Type: multipart/form-data",
            "Content-Type: multipart/form-data; boundary=",
            "Content-Type: multipart/form-data; boundary=" + "b".repeat(5_000),
            "Content-Type: multipart/mixed; boundary=x",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Type: application/json; charset=klingon",
            "Content-Type: text/plain; charset=UTF-16",
            "Content-Type: application/yaml",
            "Content-Type: /",
            "Content-Type: x",
            "Content-Encoding: gzip",
            "Range: bytes=9-1",
            "Range: bytes=0-0,1-1,5-",
            "Range: x",
            "If-None-Match: \"",
            "If-Modified-Since: yesterday",
            "Idempotency-Key: \u00FF",
            "Last-Event-ID: -1",
            "Last-Event-ID: x",
            "Isobath-SHA256: x",
            "X-Forwarded-For: x, ,",
            "X-Forwarded-Proto: https",
            "Origin: null",
            "Access-Control-Request-Method: PUT",
            "X-HTTP-Method-Override: DELETE",
            "Expect: 100-continue");

    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FOO", "get");

    private StrangeValues() {}

    private static String any(List<String> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    static String text(Random random) {
        return any(TEXTS, random);
    }

    static String encoded(Random random) {
        return any(ENCODED, random);
    }

    static String header(Random random) {
        return any(HEADERS, random);
    }

    static String method(Random random) {
        return any(METHODS, random);
    }

    /** A JSON value of any type. */
    static String json(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> JSON.writeValueAsString(text(random));
            case 1 -> any(NUMBERS, random);
            default -> any(OTHERS, random);
        };
    }
}
