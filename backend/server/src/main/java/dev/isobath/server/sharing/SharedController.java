package dev.isobath.server.sharing;

import dev.isobath.server.accounts.AuditLog;
import dev.isobath.server.accounts.SecretToken;
import dev.isobath.server.curves.CurveQuery;
import dev.isobath.server.curves.CurveReader;
import dev.isobath.server.curves.ExperimentCurves;
import dev.isobath.server.experiments.ExperimentViewService;
import dev.isobath.server.live.ExperimentEventStreams;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.studies.StudyReport;
import dev.isobath.server.studies.StudyReports;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The read-only API behind a share link, for anybody who has the link. Every call checks that the link is still valid. */
@RestController
@RequestMapping("/api/shared/{token}")
@Tag(name = "shares")
class SharedController {

    private static final int MAX_POINTS = 5000;

    /**
     * Everything that a share link shows.
     *
     * @param experiments the experiments of a link to experiments
     * @param study the report of a link to a study, as the study is now; null for other links
     */
    record Shared(
            @Nullable String title,
            Share.Kind kind,
            String view,
            List<SharedExperiment> experiments,
            @Nullable StudyReport study,
            Instant expiresAt) {}

    record SharedCurves(List<ExperimentCurves> experiments) {}

    private final ShareRepository shares;
    private final ExperimentViewService experiments;
    private final StudyReports studies;
    private final CurveReader curves;
    private final ExperimentEventStreams streams;
    private final AuditLog audit;

    SharedController(
            ShareRepository shares,
            ExperimentViewService experiments,
            StudyReports studies,
            CurveReader curves,
            ExperimentEventStreams streams,
            AuditLog audit) {
        this.shares = shares;
        this.experiments = experiments;
        this.studies = studies;
        this.curves = curves;
        this.streams = streams;
        this.audit = audit;
    }

    @GetMapping
    Shared openShare(@PathVariable String token) {
        Share share = get(token);
        if (shares.recordOpened(share.id())) {
            audit.record(null, AuditLog.Action.SHARE_OPENED, SharesController.name(share));
        }
        return new Shared(
                share.title(),
                share.kind(),
                share.view(),
                experiments.list(share.experiments()).stream()
                        .map(SharedExperiment::of)
                        .toList(),
                share.study() == null ? null : studies.shared(share.study(), "flops", null),
                share.expiresAt());
    }

    @Operation(description = "The report of a link to a study, with another axis of sizes or another baseline.")
    @GetMapping("/study")
    StudyReport getSharedStudy(
            @PathVariable String token,
            @RequestParam(defaultValue = "flops") String axis,
            @RequestParam(required = false) @Nullable String baseline) {
        return studies.shared(study(token), axis, baseline);
    }

    @Operation(
            description =
                    "The report of a link to a study as a ZIP file: report.md, study.yaml and every table as CSV.")
    @GetMapping(path = "/archive", produces = "application/zip")
    ResponseEntity<byte[]> downloadSharedStudy(
            @PathVariable String token,
            @RequestParam(defaultValue = "flops") String axis,
            @RequestParam(required = false) @Nullable String baseline) {
        return studies.sharedArchive(study(token), axis, baseline);
    }

    @GetMapping("/curves")
    SharedCurves getSharedCurves(
            @PathVariable String token,
            @RequestParam(defaultValue = "") List<UUID> experiments,
            @RequestParam(defaultValue = "") List<String> metrics,
            @RequestParam(defaultValue = "step") String x,
            @RequestParam(required = false) @Nullable Double from,
            @RequestParam(required = false) @Nullable Double to,
            @RequestParam(defaultValue = "1000") int points,
            @RequestParam(defaultValue = "none") String smoothing) {
        Share share = get(token);
        CurveQuery query = CurveQuery.of(metrics, x, from, to, points, MAX_POINTS, smoothing);
        return new SharedCurves(curves.read(chosen(share, experiments), query));
    }

    /** Returns the experiments whose curves are asked for, which are all of the link unless some of them are named. */
    private List<UUID> chosen(Share share, List<UUID> named) {
        Collection<UUID> shown = share.study() == null ? share.experiments() : studies.experiments(share.study());
        List<UUID> chosen =
                named.isEmpty() ? List.copyOf(shown) : named.stream().distinct().toList();
        if (!shown.containsAll(chosen)) {
            throw BadRequestException.malformed("experiments: this link does not show all of them");
        }
        if (chosen.size() > NewShare.MAX_EXPERIMENTS) {
            throw BadRequestException.malformed(
                    "experiments: name at most %d of those that the link shows".formatted(NewShare.MAX_EXPERIMENTS));
        }
        return chosen;
    }

    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter watchShare(
            @PathVariable String token,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastSeen) {
        Share share = get(token);
        if (share.study() != null) {
            throw BadRequestException.malformed("this link shows a study; its report is read again and not watched");
        }
        return streams.open(
                share.experiments(),
                experiment -> {
                    // The link may become invalid while somebody watches.
                    get(token);
                    return SharedExperiment.of(experiment);
                },
                lastSeen);
    }

    /** Returns the link of a token. A link whose study is deleted is not valid any more. */
    private Share get(String token) {
        return shares.findValid(new SecretToken(token))
                .filter(share -> share.study() == null || share.studyName() != null)
                .orElseThrow(ShareLinkNotValidException::new);
    }

    private UUID study(String token) {
        UUID study = get(token).study();
        if (study == null) {
            throw new NoSharedStudyException();
        }
        return study;
    }
}
