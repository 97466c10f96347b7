package dev.isobath.server.sharing;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import dev.isobath.spec.text.TextRule;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A share link to create.
 *
 * @param experiments the ids of 1 to 200 experiments, in the order in which they are shown; for a study null
 * @param study the id of the study that is shown; for experiments null
 * @param view the query string of the page that is shown; empty by default
 * @param expiresInDays the number of days until it expires, 1 to 365; 30 by default
 */
record NewShare(
        @Nullable List<UUID> experiments,
        @Nullable UUID study,
        @Nullable String title,
        @Nullable String view,
        @Nullable Integer expiresInDays) {

    static final int MAX_EXPERIMENTS = 200;
    private static final TextRule TITLE = TextRule.line(200);
    private static final int MAX_VIEW_LENGTH = 2000;
    private static final int MAX_DAYS = 365;
    private static final int DEFAULT_DAYS = 30;

    /** A query string as in RFC 3986, section 3.4. */
    private static final Pattern QUERY = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*");

    /** The valid fields, with defaults filled in and without duplicate experiments. */
    record Validated(
            List<UUID> experiments,
            @Nullable UUID study,
            @Nullable String title,
            String view,
            int days) {

        Share.Kind kind() {
            return study != null ? Share.Kind.STUDY : Share.Kind.of(experiments.size());
        }
    }

    Validated validated() {
        List<FieldError> errors = new ArrayList<>();
        List<UUID> ids = experiments == null
                ? List.of()
                : experiments.stream().distinct().toList();
        if (study != null) {
            if (!ids.isEmpty()) {
                errors.add(new FieldError("/study", "cannot be given with experiments; a link shows one or the other"));
            }
        } else if (ids.isEmpty() || ids.size() > MAX_EXPERIMENTS) {
            errors.add(new FieldError("/experiments", "must be the ids of 1 to " + MAX_EXPERIMENTS + " experiments"));
        }
        String text = title == null ? "" : TextRule.normalise(title);
        FieldError.ofText("/title", text, TITLE).ifPresent(errors::add);
        String heading = text.isEmpty() ? null : text;
        String query = view == null ? "" : view;
        if (query.length() > MAX_VIEW_LENGTH || !QUERY.matcher(query).matches()) {
            errors.add(new FieldError(
                    "/view",
                    "must be a query string of at most " + MAX_VIEW_LENGTH + " characters, like x=flops&smooth=0.6"));
        }
        int days = expiresInDays == null ? DEFAULT_DAYS : expiresInDays;
        if (days < 1 || days > MAX_DAYS) {
            errors.add(new FieldError("/expiresInDays", "must be a number of days from 1 to " + MAX_DAYS));
        }
        if (!errors.isEmpty()) {
            throw BadRequestException.invalid(errors);
        }
        return new Validated(ids, study, heading, query, days);
    }
}
