package dev.isobath.server.studies;

import static dev.isobath.server.studies.StudyLimits.scientific;

import dev.isobath.server.studies.StudyAnalysis.Decision;
import dev.isobath.server.studies.StudyAnalysis.Figure;
import dev.isobath.server.studies.StudyAnalysis.Reproduced;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the report of a study in Markdown, in the order of the study's page. */
final class StudyMarkdown {

    private final StudyReport report;
    private final StudyAnalysis analysis;
    private final MarkdownText text = new MarkdownText();

    private StudyMarkdown(StudyReport report) {
        this.report = report;
        this.analysis = report.analysis();
    }

    static String write(StudyReport report) {
        return new StudyMarkdown(report).written();
    }

    private String written() {
        text.heading(1, report.name());
        if (!report.question().isEmpty()) {
            text.paragraph(report.question());
        }
        state();
        verdicts();
        paper();
        bestSizes();
        surfaces();
        sweeps();
        means();
        best();
        plan();
        text.heading(2, "Limits").list(report.limits());
        reproduce();
        return text.text();
    }

    private void state() {
        StudyProgress progress = report.progress();
        text.paragraph("Design %s, made %s. %d of %d experiments are finished: %s of %s FLOPs were executed."
                .formatted(
                        report.design(),
                        report.createdAt().truncatedTo(ChronoUnit.SECONDS),
                        progress.finished(),
                        progress.members(),
                        scientific(progress.flopsExecuted()),
                        scientific(progress.flopsPlanned())));
    }

    private void verdicts() {
        text.heading(2, "Verdicts");
        if (analysis.verdicts().isEmpty()) {
            text.paragraph(
                    "There is nothing to compare yet: a verdict needs finished experiments of two variants at one setting.");
            return;
        }
        text.table(
                List.of(
                        "Variant against " + analysis.baseline(),
                        "Verdict",
                        "Difference (" + analysis.unit() + ")",
                        "Per cent",
                        "Speed-up in FLOPs",
                        "Speed-up by the clock",
                        "In words"),
                analysis.verdicts().stream()
                        .map(verdict -> row(
                                at(verdict.variant(), verdict.budget()),
                                words(verdict.decision()),
                                estimate(verdict.difference()),
                                estimate(verdict.percent()),
                                estimate(verdict.speedUp()),
                                estimate(verdict.wallClock()),
                                MarkdownText.sentences(
                                        verdict.sentence(),
                                        String.join(" ", verdict.notes()),
                                        verdict.speedUp() == null ? verdict.speedUpReason() : null,
                                        verdict.hardware())))
                        .toList());
        text.list(analysis.claims().stream()
                .map(claim -> claim.variant() + ": " + claim.sentence())
                .toList());
        analysis.verdicts().stream()
                .map(StudyAnalysis.Comparison::rule)
                .distinct()
                .forEach(text::paragraph);
    }

    private void paper() {
        if (analysis.paper().isEmpty()) {
            return;
        }
        text.heading(2, "What the paper claims");
        text.table(
                List.of("Variant", "Claim of arXiv 2404.02258", "Here"),
                analysis.paper().stream()
                        .map(claim -> row(claim.variant(), claim.claim(), words(claim.reproduced())))
                        .toList());
        text.paragraph(analysis.paper().getFirst().rule());
    }

    private void bestSizes() {
        if (analysis.isoFlops().isEmpty()) {
            return;
        }
        text.heading(2, "Best sizes");
        text.table(
                List.of("Variant", "Budget (FLOPs)", "Runs", "Best size (" + size() + ")", "Loss there", "Remarks"),
                analysis.isoFlops().stream()
                        .map(best -> row(
                                best.variant(),
                                scientific(best.budget()),
                                best.runs(),
                                estimate(best.size()),
                                estimate(best.loss()),
                                MarkdownText.sentences(
                                        best.reason(),
                                        best.size() == null ? null : best.size().reason(),
                                        best.surfaceAgrees())))
                        .toList());
        text.list(analysis.sizeFrontiers().stream()
                .map(frontier -> frontier.exponent() == null
                        ? frontier.variant() + ": " + frontier.reason()
                        : "%s: the best size grows with the budget to the power %s."
                                .formatted(frontier.variant(), estimate(frontier.exponent())))
                .toList());
    }

    private String size() {
        return switch (analysis.axis()) {
            case FLOPS -> "forward FLOPs a token";
            case PARAMETERS -> "parameters";
        };
    }

    private void surfaces() {
        if (analysis.surfaces().isEmpty()) {
            return;
        }
        text.heading(2, "Loss surfaces L = E + A F^-α + B D^-β");
        text.table(
                List.of("Variant", "E", "A", "B", "α", "β", "β / (α + β)", "Relative error", "Remarks"),
                analysis.surfaces().stream()
                        .map(fit -> row(
                                fit.variant(),
                                estimate(fit.e()),
                                estimate(fit.a()),
                                estimate(fit.b()),
                                estimate(fit.alpha()),
                                estimate(fit.beta()),
                                estimate(fit.sizeExponent()),
                                fit.relativeError() == null ? null : digits(fit.relativeError()),
                                MarkdownText.sentences(fit.reason(), String.join(" ", fit.bounds()), fit.check())))
                        .toList());
    }

    private void sweeps() {
        if (analysis.sweeps().isEmpty()) {
            return;
        }
        text.heading(2, "Learning rates");
        text.table(
                List.of(
                        "Variant",
                        "Budget (FLOPs)",
                        "Size",
                        "Best rate tried",
                        "Loss there",
                        "Vertex of the parabola",
                        "Remarks"),
                analysis.sweeps().stream()
                        .map(sweep -> row(
                                sweep.variant(),
                                sweep.budget() == null ? null : scientific(sweep.budget()),
                                digits(sweep.size()),
                                sweep.bestRate() == null ? null : digits(sweep.bestRate()),
                                estimate(sweep.loss()),
                                estimate(sweep.optimum()),
                                MarkdownText.sentences(sweep.edge(), sweep.reason())))
                        .toList());
    }

    private void means() {
        if (analysis.means().isEmpty()) {
            return;
        }
        text.heading(2, "Means over seeds");
        text.table(
                List.of("Setting", "Held-out loss (" + analysis.unit() + ")"),
                analysis.means().stream()
                        .map(mean -> row(
                                Stream.of(mean.variant(), mean.point())
                                        .filter(part -> !part.isEmpty())
                                        .reduce((a, b) -> a + ", " + b)
                                        .orElse(""),
                                mean.loss() == null ? mean.reason() : estimate(mean.loss())))
                        .toList());
    }

    private void best() {
        if (analysis.best().isEmpty()) {
            return;
        }
        text.heading(2, "Cost of a step at the best measured setting");
        text.table(
                List.of("Variant", "Setting", "FLOPs a step", "Steps a second", "Hardware"),
                analysis.best().stream()
                        .map(best -> row(
                                at(best.variant(), best.budget()),
                                best.point(),
                                scientific((double) best.flopsPerStep()),
                                best.stepsPerSecond() == null ? best.reason() : estimate(best.stepsPerSecond()),
                                best.hardware()))
                        .toList());
    }

    private void plan() {
        text.heading(2, "Plan");
        text.table(
                List.of(
                        "Experiment",
                        "Runs",
                        "Layers × width",
                        "Heads",
                        "Parameters",
                        "FLOPs forward",
                        "FLOPs a step",
                        "Steps",
                        "Tokens"),
                report.plan().rows().stream()
                        .map(row -> row(
                                row.key(),
                                runs(row),
                                row.layers() == null ? null : row.layers() + " × " + row.width(),
                                row.heads(),
                                row.parameters(),
                                row.flopsForward() == null
                                        ? null
                                        : scientific(row.flopsForward().doubleValue()),
                                row.flopsPerStep() == null
                                        ? null
                                        : scientific(row.flopsPerStep().doubleValue()),
                                row.steps(),
                                row.tokens()))
                        .toList());
    }

    private static String runs(StudyPlan.Row row) {
        return switch (row.decision()) {
            case OK -> "waits for a launch";
            case DROP -> "dropped: " + row.reason();
            case LAUNCHED -> row.reused() ? "reused" : "launched";
        };
    }

    private void reproduce() {
        text.heading(2, "Reproduce");
        text.paragraph(
                "study.yaml is the document of the study with everything that was added to it. With an API token in TOKEN and the address of a "
                        + "server in ISOBATH, these commands make the study again. This report was written by version %s of Isobath."
                                .formatted(report.reproduction().version()));
        text.code("sh", report.reproduction().command());
        text.code("yaml", report.reproduction().study());
    }

    // --- words

    /** Makes the cells of a row. What is not known is empty. */
    private static List<String> row(@Nullable Object... cells) {
        List<String> texts = new ArrayList<>();
        for (Object cell : cells) {
            texts.add(cell == null ? "" : cell.toString());
        }
        return texts;
    }

    private static String at(String variant, @Nullable Double budget) {
        return budget == null ? variant : variant + ", " + scientific(budget) + " FLOPs";
    }

    static String words(Decision decision) {
        return switch (decision) {
            case BETTER -> "Better";
            case WORSE -> "Worse";
            case WITHIN_NOISE -> "Within noise";
            case NOT_SETTLED -> "Not settled";
        };
    }

    static String words(Reproduced reproduced) {
        return switch (reproduced) {
            case REPRODUCED -> "Reproduced";
            case NOT_REPRODUCED -> "Not reproduced";
            case WITHIN_NOISE -> "Within noise";
            case NOT_SETTLED -> "Not settled";
        };
    }

    /** Writes a number with its interval: "1.23 [1.2, 1.26], n = 3". */
    private static @Nullable String estimate(@Nullable Figure figure) {
        if (figure == null) {
            return null;
        }
        String interval = figure.low() == null
                ? ""
                : figure.high() == null
                        ? " [at least %s]".formatted(digits(figure.low()))
                        : " [%s, %s]".formatted(digits(figure.low()), digits(figure.high()));
        return "%s%s, n = %d".formatted(digits(figure.value()), interval, figure.n());
    }

    /** Writes four significant digits. */
    private static String digits(double value) {
        double size = Math.abs(value);
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : Objects.toString(value);
        }
        if (size >= 1e6 || size < 1e-3) {
            return String.format(Locale.ROOT, "%.3e", value)
                    .replace("e+0", "e")
                    .replace("e+", "e")
                    .replace("e-0", "e-");
        }
        int places = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
        return String.format(Locale.ROOT, "%." + places + "f", value);
    }
}
