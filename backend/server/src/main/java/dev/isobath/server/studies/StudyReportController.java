package dev.isobath.server.studies;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Studies as reports. */
@RestController
@Tag(name = "studies")
class StudyReportController {

    private final StudyReports reports;

    StudyReportController(StudyReports reports) {
        this.reports = reports;
    }

    @Operation(
            description =
                    "The study as a report: state, plan, analysis, limits, and how the study is made again elsewhere.")
    @GetMapping("/api/studies/{id}/report")
    StudyReport reportStudy(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "flops") String axis,
            @RequestParam(required = false) @Nullable String baseline) {
        return reports.of(id, axis, baseline);
    }

    @Operation(
            description =
                    "The report as a ZIP file: report.md, study.yaml, the commands that reproduce it, and every table as CSV.")
    @GetMapping(path = "/api/studies/{id}/archive", produces = "application/zip")
    ResponseEntity<byte[]> downloadStudy(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "flops") String axis,
            @RequestParam(required = false) @Nullable String baseline) {
        return reports.archive(id, axis, baseline);
    }
}
