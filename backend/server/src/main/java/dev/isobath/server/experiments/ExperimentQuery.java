package dev.isobath.server.experiments;

import dev.isobath.server.problems.BadRequestException;
import org.jspecify.annotations.Nullable;

/**
 * A query for a page of experiments.
 *
 * @param order the field to order by, and the direction
 * @param after the position of the last experiment of the page before, or null for the first page
 * @param limit the most experiments of the page
 */
record ExperimentQuery(
        ExperimentSelection selection, ExperimentOrder order, ExperimentOrder.@Nullable Position after, int limit) {

    static final int MAX_LIMIT = 500;

    /** Parses the parameters of a request. */
    static ExperimentQuery parse(
            ExperimentSelection selection, ExperimentOrder order, @Nullable String cursor, int limit) {
        return new ExperimentQuery(
                selection, order, ExperimentOrder.Position.decode(cursor, order.key()), limit(limit, MAX_LIMIT));
    }

    /** Checks the most entries of a page. */
    static int limit(int limit, int most) {
        if (limit < 1 || limit > most) {
            throw BadRequestException.malformed("limit: must be between 1 and " + most);
        }
        return limit;
    }
}
