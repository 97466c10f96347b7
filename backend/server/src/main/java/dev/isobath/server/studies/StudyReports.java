package dev.isobath.server.studies;

import dev.isobath.server.problems.NotFoundException;
import dev.isobath.server.studies.StudyAnalysis.Axis;
import dev.isobath.server.studies.StudyReport.Reproduction;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** Makes the reports of studies, for members and for people with a link, and writes them as files. */
@Service
public class StudyReports {

    /** What people with a link read in the place of a refusal, which may name what else the project has. */
    private static final String REFUSED = "its spec is refused";

    private static final MediaType ZIP = MediaType.parseMediaType("application/zip");

    private final StudyRepository studies;
    private final StudyService service;
    private final StudyAnalyses analyses;
    private final StudyRuns runs;
    private final Reproductions reproductions;
    private final JsonMapper json;

    StudyReports(
            StudyRepository studies,
            StudyService service,
            StudyAnalyses analyses,
            StudyRuns runs,
            Reproductions reproductions,
            JsonMapper json) {
        this.studies = studies;
        this.service = service;
        this.analyses = analyses;
        this.runs = runs;
        this.reproductions = reproductions;
        this.json = json;
    }

    /**
     * Returns the report of a study.
     *
     * @param axis what the size of a model is: {@code flops} or {@code parameters}
     * @param baseline the variant that the others are compared with, or null for the one of the study
     * @throws NotFoundException when there is no such study
     */
    StudyReport of(UUID id, String axis, @Nullable String baseline) {
        StudyRow study = service.get(id);
        StudyProgress progress = studies.progress(id);
        StudyPlan plan = service.plan(id);
        StudyAnalysis analysis = analyses.of(study, Axis.parse(axis), baseline);
        Reproduction reproduction = reproductions.of(study);
        return new StudyReport(
                study.name(),
                study.document().path("question").asString(""),
                study.design(),
                study.createdAt(),
                study.launchedAt(),
                progress,
                plan,
                analysis,
                StudyLimits.of(progress, plan, analysis, reproduction.corpora()),
                reproduction);
    }

    /**
     * Returns the report of a study for people who have nothing but a link. It leaves out what comes from other experiments of the
     * project: estimates of time, and rows that would reuse one of these.
     */
    public StudyReport shared(UUID id, String axis, @Nullable String baseline) {
        StudyReport report = of(id, axis, baseline);
        StudyPlan plan = withoutOthers(report.plan());
        return new StudyReport(
                report.name(),
                report.question(),
                report.design(),
                report.createdAt(),
                report.launchedAt(),
                report.progress(),
                plan,
                report.analysis(),
                StudyLimits.of(
                        report.progress(),
                        plan,
                        report.analysis(),
                        report.reproduction().corpora()),
                report.reproduction());
    }

    private static StudyPlan withoutOthers(StudyPlan plan) {
        List<StudyPlan.Row> rows = plan.rows().stream()
                .map(row -> new StudyPlan.Row(
                        row.key(),
                        row.variant(),
                        row.kind(),
                        row.budget(),
                        row.learningRate(),
                        row.seed(),
                        row.decision(),
                        row.decision() == StudyPlan.Decision.DROP && !StudyPlan.BY_HAND.equals(row.reason())
                                ? REFUSED
                                : row.reason(),
                        row.experiment(),
                        null,
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
                        null))
                .toList();
        StudyPlan.Totals totals = plan.totals();
        return new StudyPlan(
                rows,
                new StudyPlan.Totals(
                        totals.experiments() + totals.reused(),
                        0,
                        totals.dropped(),
                        totals.launched(),
                        totals.flops(),
                        null),
                null);
    }

    /** Returns the report of a study as a ZIP file to download. */
    ResponseEntity<byte[]> archive(UUID id, String axis, @Nullable String baseline) {
        return archive(id, of(id, axis, baseline));
    }

    /** Returns the report for people with a link as a ZIP file to download. */
    public ResponseEntity<byte[]> sharedArchive(UUID id, String axis, @Nullable String baseline) {
        return archive(id, shared(id, axis, baseline));
    }

    private ResponseEntity<byte[]> archive(UUID id, StudyReport report) {
        ContentDisposition attachment = ContentDisposition.attachment()
                .filename(StudyArchive.fileName(report), StandardCharsets.UTF_8)
                .build();
        return ResponseEntity.ok()
                .contentType(ZIP)
                .header(HttpHeaders.CONTENT_DISPOSITION, attachment.toString())
                .body(new StudyArchive(report, runs.finished(id), json).write());
    }

    /** Returns the name of a study, or nothing when there is no such study any more. */
    public Optional<String> name(UUID id) {
        return studies.find(id).map(StudyRow::name);
    }

    /** Returns the experiments of a study as they are now. */
    public Set<UUID> experiments(UUID id) {
        Set<UUID> experiments = new HashSet<>();
        studies.members(id).stream()
                .map(MemberRow::experiment)
                .filter(Objects::nonNull)
                .forEach(experiments::add);
        return experiments;
    }
}
