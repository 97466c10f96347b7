package dev.isobath.server.accounts;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import dev.isobath.spec.text.TextRule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the fields of a form and collects the errors of all of them. */
final class FormValidator {

    private static final TextRule NAME = TextRule.name(100);
    private static final TextRule EMAIL_LENGTH = TextRule.name(254);
    private static final int MIN_PASSWORD_LENGTH = 10;
    /** The number of bytes of a password that bcrypt uses. */
    private static final int MAX_PASSWORD_BYTES = 72;

    private static final Pattern EMAIL = Pattern.compile("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+");

    private final List<FieldError> errors = new ArrayList<>();

    String name(@Nullable String text) {
        String name = text == null ? "" : TextRule.normalise(text);
        FieldError.ofText("/name", name, NAME).ifPresent(errors::add);
        return name;
    }

    String email(@Nullable String text) {
        String email = text == null ? "" : TextRule.normalise(text);
        if (EMAIL_LENGTH.violation(email).isPresent() || !EMAIL.matcher(email).matches()) {
            errors.add(new FieldError("/email", "must be an email address, like ada@example.org"));
        }
        return email;
    }

    String password(@Nullable String text) {
        String password = text == null ? "" : text;
        if (password.codePointCount(0, password.length()) < MIN_PASSWORD_LENGTH) {
            errors.add(new FieldError("/password", "must have at least " + MIN_PASSWORD_LENGTH + " characters"));
        } else if (password.getBytes(StandardCharsets.UTF_8).length > MAX_PASSWORD_BYTES) {
            errors.add(new FieldError("/password", "must have at most " + MAX_PASSWORD_BYTES + " bytes"));
        } else if (PasswordStrength.isGuessed(password)) {
            errors.add(new FieldError(
                    "/password", "is one that is guessed first; take several words that do not belong together"));
        }
        return password;
    }

    /** Checks a number of days from 1 to {@code max}. Null, for a missing field, is allowed. */
    @Nullable
    Integer days(String pointer, @Nullable Integer days, int max) {
        if (days != null && (days < 1 || days > max)) {
            errors.add(new FieldError(pointer, "must be a number of days from 1 to " + max));
        }
        return days;
    }

    void addError(String pointer, String detail) {
        errors.add(new FieldError(pointer, detail));
    }

    /** Throws an exception with all errors, when there are any. */
    void throwIfInvalid() {
        if (!errors.isEmpty()) {
            throw BadRequestException.invalid(errors);
        }
    }
}
