package dev.isobath.server.accounts;

import dev.isobath.server.problems.BadRequest;
import dev.isobath.server.problems.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what somebody filled in and collects everything that is wrong with it. */
final class Form {

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_EMAIL = 254;
    private static final int SHORTEST_PASSWORD = 10;
    /** bcrypt reads no more than this. */
    private static final int LONGEST_PASSWORD_BYTES = 72;

    private static final Pattern EMAIL = Pattern.compile("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final List<FieldError> errors = new ArrayList<>();

    String name(@Nullable String text) {
        String name = text == null ? "" : text.strip();
        if (name.isEmpty()
                || name.length() > LONGEST_NAME
                || CONTROL.matcher(name).find()) {
            errors.add(new FieldError("/name", "must be 1 to " + LONGEST_NAME + " characters on one line"));
        }
        return name;
    }

    String email(@Nullable String text) {
        String email = text == null ? "" : text.strip();
        if (email.length() > LONGEST_EMAIL || !EMAIL.matcher(email).matches()) {
            errors.add(new FieldError("/email", "must be an email address, like ada@example.org"));
        }
        return email;
    }

    String password(@Nullable String text) {
        String password = text == null ? "" : text;
        if (password.codePointCount(0, password.length()) < SHORTEST_PASSWORD) {
            errors.add(new FieldError("/password", "must have at least " + SHORTEST_PASSWORD + " characters"));
        } else if (password.getBytes(StandardCharsets.UTF_8).length > LONGEST_PASSWORD_BYTES) {
            errors.add(new FieldError("/password", "must have at most " + LONGEST_PASSWORD_BYTES + " bytes"));
        }
        return password;
    }

    /** A number of days from 1 to a most, or null for what was left out. */
    @Nullable
    Integer days(String pointer, @Nullable Integer days, int most) {
        if (days != null && (days < 1 || days > most)) {
            errors.add(new FieldError(pointer, "must be a number of days from 1 to " + most));
        }
        return days;
    }

    void refuse(String pointer, String detail) {
        errors.add(new FieldError(pointer, detail));
    }

    /** Refuses the form when anything was wrong. */
    void check() {
        if (!errors.isEmpty()) {
            throw BadRequest.invalid(errors);
        }
    }
}
