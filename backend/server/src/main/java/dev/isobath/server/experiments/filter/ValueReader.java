package dev.isobath.server.experiments.filter;

import dev.isobath.spec.text.NearestName;
import dev.isobath.spec.text.TextRule;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the value that a field is compared with. */
final class ValueReader {

    private static final TextRule TEXT = TextRule.line(200);
    private static final Map<String, Integer> SUFFIXES = Map.of("k", 3, "M", 6, "G", 9, "T", 12, "", 0);
    private static final Pattern NUMBER =
            Pattern.compile("(?<digits>[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,4})?)(?<suffix>[kMGT]?)");
    private static final Pattern AGO = Pattern.compile("-(?<amount>[0-9]{1,9})(?<unit>[smhdw])");
    private static final int LONGEST_AGO_DAYS = 36_525;
    private static final int FIRST_YEAR = 1;
    private static final int LAST_YEAR = 9999;

    private ValueReader() {}

    static Value read(Token token, Field field, Operator operator) {
        return switch (field.type()) {
            case NUMBER -> number(token);
            case NUMBERS -> number(token);
            case TEXT, TAGS -> text(token, operator);
            case CHOICE -> choice(token, field);
            case FLAG -> flag(token, field);
            case TIME -> time(token);
        };
    }

    private static Value number(Token token) {
        Matcher matcher = NUMBER.matcher(token.text());
        if (token.is(Token.Type.QUOTED) || !matcher.matches()) {
            throw error(token, "%s is not a number; write 12, 0.25, 1e-3 or 10M".formatted(token.shown()));
        }
        double number = new BigDecimal(matcher.group("digits"))
                .scaleByPowerOfTen(SUFFIXES.getOrDefault(matcher.group("suffix"), 0))
                .doubleValue();
        if (Double.isInfinite(number)) {
            throw error(token, token.shown() + " is too large for a number");
        }
        return new Value.Quantity(number + 0.0);
    }

    private static Value text(Token token, Operator operator) {
        String text = TextRule.normalise(token.text());
        TEXT.violation(text).ifPresent(reason -> {
            throw error(token, "the text " + reason);
        });
        if (operator == Operator.CONTAINS && text.isEmpty()) {
            throw error(token, "the text after ':' is empty; write a part of what is sought");
        }
        return new Value.Text(text);
    }

    private static Value choice(Token token, Field field) {
        return field.choices().stream()
                .filter(choice -> choice.equalsIgnoreCase(token.text()))
                .findFirst()
                .map(Value.Text::new)
                .orElseThrow(() -> error(
                        token,
                        "%s is not one of %s%s"
                                .formatted(
                                        token.shown(),
                                        String.join(", ", field.choices()),
                                        NearestName.hint(token.text(), field.choices()))));
    }

    private static Value flag(Token token, Field field) {
        if (token.text().equalsIgnoreCase("true") || token.text().equalsIgnoreCase("false")) {
            return new Value.Flag(token.text().equalsIgnoreCase("true"));
        }
        throw error(token, "%s is not a value of '%s', which is true or false".formatted(token.shown(), field.name()));
    }

    private static Value time(Token token) {
        return ago(token)
                .or(() -> moment(token))
                .orElseThrow(() -> error(
                        token,
                        "%s is not a time; write 2026-11-30, 2026-11-30T14:00:00Z, or -7d, -12h, -30m for a time before now"
                                .formatted(token.shown())));
    }

    private static Optional<Value> ago(Token token) {
        Matcher matcher = AGO.matcher(token.text());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        char letter = matcher.group("unit").charAt(0);
        Value.Unit unit = Arrays.stream(Value.Unit.values())
                .filter(each -> each.letter() == letter)
                .findFirst()
                .orElseThrow();
        long amount = Long.parseLong(matcher.group("amount"));
        if (unit.length().multipliedBy(amount).toDays() > LONGEST_AGO_DAYS) {
            throw error(token, token.shown() + " is more than 100 years ago");
        }
        return Optional.of(new Value.Ago(amount, unit));
    }

    private static Optional<Value> moment(Token token) {
        String text = token.text();
        try {
            Instant instant = text.contains("T") || text.contains("t")
                    ? dateAndTime(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            int year = instant.atOffset(ZoneOffset.UTC).getYear();
            return year < FIRST_YEAR || year > LAST_YEAR ? Optional.empty() : Optional.of(new Value.Moment(instant));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** A time without a zone is one of UTC. */
    private static Instant dateAndTime(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        }
    }

    private static InvalidFilterException error(Token token, String reason) {
        return new InvalidFilterException(token.column(), reason);
    }
}
