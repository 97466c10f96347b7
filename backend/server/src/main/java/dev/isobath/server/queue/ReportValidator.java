package dev.isobath.server.queue;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import dev.isobath.spec.protocol.CorpusStatistics;
import dev.isobath.spec.protocol.ReportBatch;
import dev.isobath.spec.protocol.StepReport;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks the reports of a worker before they are stored. */
final class ReportValidator {

    private static final String NO_TOTAL = "must be finite and not negative";

    private ReportValidator() {}

    /**
     * Replaces missing lists by empty ones and checks that the reports are complete.
     *
     * @throws BadRequestException when a field is missing
     */
    @SuppressWarnings("ConstantValue") // a field that a client leaves out is null, whatever its type says
    static ReportBatch fillDefaults(ReportBatch batch) {
        List<StepReport> steps = batch.steps() == null ? List.of() : batch.steps();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) == null
                    || steps.get(i).metrics() == null
                    || hasGap(steps.get(i).metrics())) {
                throw BadRequestException.invalid(
                        "/steps/" + i, "needs step, tokens, flops, seconds and metrics with values");
            }
        }
        if (batch.corpus() != null) {
            check(batch.corpus());
        }
        return new ReportBatch(batch.sequence(), steps, batch.log() == null ? List.of() : batch.log(), batch.corpus());
    }

    @SuppressWarnings("ConstantValue") // as above
    private static boolean hasGap(Map<String, Double> metrics) {
        for (Double value : metrics.values()) {
            if (value == null) {
                return true;
            }
        }
        return false;
    }

    private static void check(CorpusStatistics corpus) {
        for (Map.Entry<String, Long> number : Map.of(
                        "/trainingTokens", corpus.trainingTokens(),
                        "/heldOutTokens", corpus.heldOutTokens(),
                        "/specialTokens", corpus.specialTokens())
                .entrySet()) {
            if (number.getValue() < 0) {
                throw BadRequestException.invalid("/corpus" + number.getKey(), "must not be negative");
            }
        }
        if (!Double.isFinite(corpus.bytesPerToken()) || corpus.bytesPerToken() < 0) {
            throw BadRequestException.invalid("/corpus/bytesPerToken", "must be finite and not negative");
        }
        for (Map.Entry<String, Double> share : Map.of(
                        "/unknownShare", corpus.unknownShare(), "/lostShare", corpus.lostShare())
                .entrySet()) {
            if (!(share.getValue() >= 0 && share.getValue() <= 1)) {
                throw BadRequestException.invalid("/corpus" + share.getKey(), "must be between 0 and 1");
            }
        }
    }

    /**
     * Checks that the steps come after those reported before, in increasing order.
     *
     * @param last the last step reported before
     * @param steps the number of steps of the whole experiment
     */
    static void checkSteps(List<StepReport> reports, long last, long steps) {
        long before = last;
        for (int i = 0; i < reports.size(); i++) {
            StepReport report = reports.get(i);
            FieldError error = error(report, before, steps);
            if (error != null) {
                throw BadRequestException.invalid("/steps/" + i + error.pointer(), error.detail());
            }
            before = report.step();
        }
    }

    private static @Nullable FieldError error(StepReport report, long before, long steps) {
        if (report.step() <= before || report.step() > steps) {
            return new FieldError(
                    "/step", "is %d, but must be above %d and at most %d".formatted(report.step(), before, steps));
        }
        if (!isTotal(report.tokens())) {
            return new FieldError("/tokens", NO_TOTAL);
        }
        if (!isTotal(report.flops())) {
            return new FieldError("/flops", NO_TOTAL);
        }
        if (!isTotal(report.seconds())) {
            return new FieldError("/seconds", NO_TOTAL);
        }
        return null;
    }

    private static boolean isTotal(double value) {
        return Double.isFinite(value) && value >= 0;
    }
}
