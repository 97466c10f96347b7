package dev.isobath.server.mlflow;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Where the next page of an answer begins, as text that clients hand back. */
final class PageToken {

    private PageToken() {}

    static String of(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the position in a token, which matches a pattern; null for the first page. */
    static @Nullable String parse(@Nullable String token, String pattern) {
        if (token == null || token.isEmpty()) {
            return null;
        }
        try {
            String position = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            if (position.matches(pattern)) {
                return position;
            }
        } catch (IllegalArgumentException e) {
            // It is refused below.
        }
        throw MlflowException.invalid("page_token", token, "it is none of this list");
    }

    /** Returns the number of rows before a page. */
    static int offset(@Nullable String token) {
        String position = parse(token, "[0-9]{1,9}");
        return position == null ? 0 : Integer.parseInt(position);
    }
}
