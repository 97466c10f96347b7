package dev.isobath.server.views;

import dev.isobath.server.problems.FieldError;
import dev.isobath.spec.text.NearestName;
import dev.isobath.spec.text.TextRule;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who sees a saved view. */
enum Visibility {
    /** Its owner only. */
    PRIVATE,
    /** Every member of the project. */
    PROJECT;

    /** Parses the field {@code visibility} of a body, which is private by default. The errors are added to a list. */
    static Visibility parse(@Nullable String text, List<FieldError> errors) {
        if (text == null) {
            return PRIVATE;
        }
        for (Visibility each : values()) {
            if (each.name().equals(text)) {
                return each;
            }
        }
        errors.add(new FieldError(
                "/visibility",
                "'%s' is not one of PRIVATE, PROJECT%s"
                        .formatted(
                                TextRule.shortened(text, 60),
                                NearestName.hint(
                                        text,
                                        Arrays.stream(values()).map(Enum::name).toList()))));
        return PRIVATE;
    }
}
