package dev.isobath.server.experiments;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.spec.text.TextRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Experiments that a request names by their ids, or by the last nine digits of them. 200 whole ids make an address that is longer than
 * proxies take. An ending has 36 bits, so two experiments of a project hardly ever share one; both are meant if they do.
 *
 * @param whole whole ids
 * @param endings the last nine hexadecimal digits of ids, in lower case
 */
record NamedIds(List<UUID> whole, List<String> endings) {

    static final int MAX = 500;
    private static final Pattern WHOLE = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern ENDING = Pattern.compile("[0-9a-f]{9}");

    /** Parses the parameter {@code ids}. Nothing is named when it is empty. */
    static NamedIds parse(List<String> names) {
        if (names.size() > MAX) {
            throw BadRequestException.malformed("ids: at most " + MAX + " at once");
        }
        List<UUID> whole = new ArrayList<>();
        List<String> endings = new ArrayList<>();
        for (String name : names) {
            String digits = name.strip().toLowerCase(Locale.ROOT);
            if (WHOLE.matcher(digits).matches()) {
                whole.add(UUID.fromString(digits));
            } else if (ENDING.matcher(digits).matches()) {
                endings.add(digits);
            } else {
                throw BadRequestException.malformed(
                        "ids: '%s' is not an id of an experiment and not the last nine digits of one"
                                .formatted(TextRule.shortened(name, 60)));
            }
        }
        return new NamedIds(whole, endings);
    }

    boolean isEmpty() {
        return whole.isEmpty() && endings.isEmpty();
    }
}
