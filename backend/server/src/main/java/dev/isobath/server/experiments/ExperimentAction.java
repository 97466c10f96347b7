package dev.isobath.server.experiments;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.spec.text.NearestName;
import dev.isobath.spec.text.TextRule;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What can be done with many experiments at once. */
public enum ExperimentAction {
    CANCEL,
    PAUSE,
    RESUME,
    RETRY,
    /** Adds tags. */
    TAG,
    /** Removes tags. */
    UNTAG,
    ARCHIVE,
    UNARCHIVE,
    DELETE,
    RESTORE;

    /** Returns the name in requests. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Parses the field {@code action} of a body. */
    static ExperimentAction parse(String text) {
        List<String> known = Arrays.stream(values()).map(ExperimentAction::text).toList();
        return Arrays.stream(values())
                .filter(action -> action.text().equals(text))
                .findFirst()
                .orElseThrow(() -> BadRequestException.invalid(
                        "/action",
                        "'%s' is not one of %s%s"
                                .formatted(
                                        TextRule.shortened(text, 60),
                                        String.join(", ", known),
                                        NearestName.hint(text, known))));
    }
}
