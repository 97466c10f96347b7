package dev.isobath.server.studies;

import dev.isobath.server.studies.StudyAnalysis.Figure;
import dev.isobath.spec.text.TextRule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes the report of a study as a ZIP file: the report in Markdown, the study, and every table with all digits. */
final class StudyArchive {

    private static final int LONGEST_NAME = 80;

    private final StudyReport report;
    private final List<StudyRun> runs;
    private final JsonMapper json;

    /** Takes the finished runs, those that the analysis leaves out included. */
    StudyArchive(StudyReport report, List<StudyRun> runs, JsonMapper json) {
        this.report = report;
        this.runs = runs;
        this.json = json;
    }

    byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            add(zip, "report.md", StudyMarkdown.write(report));
            add(zip, "report.json", json.writerWithDefaultPrettyPrinter().writeValueAsString(report));
            add(zip, "study.yaml", report.reproduction().study());
            add(zip, "reproduce.sh", report.reproduction().command());
            add(zip, "plan.csv", plan());
            add(zip, "runs.csv", runs());
            add(zip, "verdicts.csv", verdicts());
            add(zip, "best-sizes.csv", bestSizes());
            add(zip, "surfaces.csv", surfaces());
            add(zip, "learning-rates.csv", sweeps());
            add(zip, "means.csv", means());
            add(zip, "best-settings.csv", bestSettings());
        } catch (IOException e) {
            throw new UncheckedIOException("a ZIP file in memory could not be written", e);
        }
        return bytes.toByteArray();
    }

    /** Returns the name of the file, which every file system takes. */
    static String fileName(StudyReport report) {
        String name = report.name().replaceAll("[^\\p{L}\\p{M}\\p{N}._-]+", "-").replaceAll("^[-.]+|[-.]+$", "");
        return (name.isEmpty() ? "study" : TextRule.shortened(name, LONGEST_NAME)) + ".zip";
    }

    private static void add(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private String plan() {
        CsvTable table = new CsvTable(
                "key",
                "variant",
                "kind",
                "budget",
                "learning_rate",
                "seed",
                "decision",
                "reason",
                "experiment",
                "reused",
                "layers",
                "width",
                "heads",
                "parameters",
                "active_parameters",
                "flops_forward",
                "flops_per_step",
                "flops_planned",
                "steps",
                "trunk_steps",
                "tokens",
                "tokens_per_parameter",
                "seconds");
        report.plan()
                .rows()
                .forEach(row -> table.row(
                        row.key(),
                        row.variant(),
                        row.kind(),
                        row.budget(),
                        row.learningRate(),
                        row.seed(),
                        row.decision(),
                        row.reason(),
                        row.experiment(),
                        row.reused(),
                        row.layers(),
                        row.width(),
                        row.heads(),
                        row.parameters(),
                        row.activeParameters(),
                        row.flopsForward(),
                        row.flopsPerStep(),
                        row.flopsPlanned(),
                        row.steps(),
                        row.trunkSteps(),
                        row.tokens(),
                        row.tokensPerParameter(),
                        row.seconds()));
        return table.text();
    }

    private String runs() {
        Set<UUID> analysed = report.analysis().points().stream()
                .map(StudyAnalysis.Point::experiment)
                .collect(Collectors.toCollection(HashSet::new));
        CsvTable table = new CsvTable(
                "experiment",
                "key",
                "variant",
                "budget",
                "learning_rate",
                "seed",
                "flops_forward_per_token",
                "parameters",
                "steps",
                "tokens",
                "flops_executed",
                "flops_convention",
                "seconds",
                "hardware",
                "val_loss",
                "in_analysis");
        runs.forEach(run -> table.row(
                run.experiment(),
                run.key(),
                run.variant(),
                run.budget(),
                run.learningRate(),
                run.seed(),
                run.size(StudyAnalysis.Axis.FLOPS),
                run.spec().parameters(),
                run.steps(),
                run.tokens(),
                run.flops(),
                run.flopsConvention(),
                run.seconds(),
                run.hardware().orElse(null),
                run.loss(),
                analysed.contains(run.experiment())));
        return table.text();
    }

    private String verdicts() {
        CsvTable table = new CsvTable(
                "variant",
                "baseline",
                "budget",
                "at",
                "decision",
                "difference",
                "difference_low",
                "difference_high",
                "percent",
                "percent_low",
                "percent_high",
                "n",
                "adjusted_p",
                "seeds_to_settle",
                "speed_up",
                "speed_up_low",
                "speed_up_high",
                "wall_clock",
                "wall_clock_low",
                "wall_clock_high",
                "sentence",
                "rule");
        report.analysis()
                .verdicts()
                .forEach(verdict -> table.row(
                        verdict.variant(),
                        report.analysis().baseline(),
                        verdict.budget(),
                        verdict.at(),
                        verdict.decision(),
                        value(verdict.difference()),
                        low(verdict.difference()),
                        high(verdict.difference()),
                        value(verdict.percent()),
                        low(verdict.percent()),
                        high(verdict.percent()),
                        n(verdict.difference()),
                        verdict.adjustedP(),
                        verdict.seedsToSettle(),
                        value(verdict.speedUp()),
                        low(verdict.speedUp()),
                        high(verdict.speedUp()),
                        value(verdict.wallClock()),
                        low(verdict.wallClock()),
                        high(verdict.wallClock()),
                        verdict.sentence(),
                        verdict.rule()));
        return table.text();
    }

    private String bestSizes() {
        CsvTable table = new CsvTable(
                "variant",
                "budget",
                "runs",
                "axis",
                "size",
                "size_low",
                "size_high",
                "loss",
                "loss_low",
                "loss_high",
                "curvature",
                "reason");
        report.analysis()
                .isoFlops()
                .forEach(best -> table.row(
                        best.variant(),
                        best.budget(),
                        best.runs(),
                        report.analysis().axis(),
                        value(best.size()),
                        low(best.size()),
                        high(best.size()),
                        value(best.loss()),
                        low(best.loss()),
                        high(best.loss()),
                        best.curvature(),
                        best.reason()));
        return table.text();
    }

    private String surfaces() {
        CsvTable table =
                new CsvTable("variant", "coefficient", "value", "low", "high", "n", "relative_error", "reason");
        report.analysis().surfaces().forEach(fit -> {
            coefficient(table, fit, "E", fit.e());
            coefficient(table, fit, "A", fit.a());
            coefficient(table, fit, "B", fit.b());
            coefficient(table, fit, "alpha", fit.alpha());
            coefficient(table, fit, "beta", fit.beta());
            coefficient(table, fit, "size_exponent", fit.sizeExponent());
        });
        return table.text();
    }

    private static void coefficient(CsvTable table, StudyAnalysis.Surface fit, String name, @Nullable Figure figure) {
        table.row(
                fit.variant(),
                name,
                value(figure),
                low(figure),
                high(figure),
                n(figure),
                fit.relativeError(),
                fit.reason());
    }

    private String sweeps() {
        CsvTable table = new CsvTable(
                "variant",
                "budget",
                "size",
                "best_rate",
                "loss",
                "loss_low",
                "loss_high",
                "optimum",
                "optimum_low",
                "optimum_high",
                "edge",
                "reason");
        report.analysis()
                .sweeps()
                .forEach(sweep -> table.row(
                        sweep.variant(),
                        sweep.budget(),
                        sweep.size(),
                        sweep.bestRate(),
                        value(sweep.loss()),
                        low(sweep.loss()),
                        high(sweep.loss()),
                        value(sweep.optimum()),
                        low(sweep.optimum()),
                        high(sweep.optimum()),
                        sweep.edge(),
                        sweep.reason()));
        return table.text();
    }

    private String means() {
        CsvTable table = new CsvTable("variant", "setting", "loss", "loss_low", "loss_high", "n", "reason");
        report.analysis()
                .means()
                .forEach(mean -> table.row(
                        mean.variant(),
                        mean.point(),
                        value(mean.loss()),
                        low(mean.loss()),
                        high(mean.loss()),
                        n(mean.loss()),
                        mean.reason()));
        return table.text();
    }

    private String bestSettings() {
        CsvTable table = new CsvTable(
                "variant",
                "budget",
                "setting",
                "flops_per_step",
                "steps_per_second",
                "steps_per_second_low",
                "steps_per_second_high",
                "n",
                "hardware",
                "reason");
        report.analysis()
                .best()
                .forEach(best -> table.row(
                        best.variant(),
                        best.budget(),
                        best.point(),
                        best.flopsPerStep(),
                        value(best.stepsPerSecond()),
                        low(best.stepsPerSecond()),
                        high(best.stepsPerSecond()),
                        n(best.stepsPerSecond()),
                        best.hardware(),
                        best.reason()));
        return table.text();
    }

    private static @Nullable Double value(@Nullable Figure figure) {
        return figure == null ? null : (Double) figure.value();
    }

    private static @Nullable Double low(@Nullable Figure figure) {
        return figure == null ? null : figure.low();
    }

    private static @Nullable Double high(@Nullable Figure figure) {
        return figure == null ? null : figure.high();
    }

    private static @Nullable Integer n(@Nullable Figure figure) {
        return figure == null ? null : (Integer) figure.n();
    }
}
