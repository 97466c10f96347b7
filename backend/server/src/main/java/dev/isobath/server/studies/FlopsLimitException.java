package dev.isobath.server.studies;

import dev.isobath.server.problems.ProblemException;
import java.util.Locale;
import org.springframework.http.HttpStatus;

/** Thrown when a launch would submit more training FLOPs than the study may spend. */
final class FlopsLimitException extends ProblemException {

    FlopsLimitException(double wanted, double limit) {
        super(
                HttpStatus.CONFLICT,
                "flops-limit",
                "Over the limit of the study",
                String.format(
                        Locale.ROOT,
                        "the experiments of the study would be planned with %.3g training FLOPs, and its limit is %.3g; drop rows of "
                                + "the plan, or raise the limit",
                        wanted,
                        limit));
    }
}
