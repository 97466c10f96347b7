package dev.isobath.server.sharing;

import dev.isobath.server.accounts.AuditLog;
import dev.isobath.server.accounts.SecretToken;
import dev.isobath.server.curves.CurveQuery;
import dev.isobath.server.curves.CurveReader;
import dev.isobath.server.curves.ExperimentCurves;
import dev.isobath.server.experiments.ExperimentViewService;
import dev.isobath.server.live.ExperimentEventStreams;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
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

    /** Everything that a share link shows. */
    record Shared(
            @Nullable String title,
            Share.Kind kind,
            String view,
            List<SharedExperiment> experiments,
            Instant expiresAt) {}

    record SharedCurves(List<ExperimentCurves> experiments) {}

    private final ShareRepository shares;
    private final ExperimentViewService experiments;
    private final CurveReader curves;
    private final ExperimentEventStreams streams;
    private final AuditLog audit;

    SharedController(
            ShareRepository shares,
            ExperimentViewService experiments,
            CurveReader curves,
            ExperimentEventStreams streams,
            AuditLog audit) {
        this.shares = shares;
        this.experiments = experiments;
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
                share.expiresAt());
    }

    @GetMapping("/curves")
    SharedCurves getSharedCurves(
            @PathVariable String token,
            @RequestParam(defaultValue = "") List<String> metrics,
            @RequestParam(defaultValue = "step") String x,
            @RequestParam(required = false) @Nullable Double from,
            @RequestParam(required = false) @Nullable Double to,
            @RequestParam(defaultValue = "1000") int points,
            @RequestParam(defaultValue = "none") String smoothing) {
        Share share = get(token);
        CurveQuery query = CurveQuery.of(metrics, x, from, to, points, MAX_POINTS, smoothing);
        return new SharedCurves(curves.read(share.experiments(), query));
    }

    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter watchShare(
            @PathVariable String token,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastSeen) {
        Share share = get(token);
        return streams.open(
                share.experiments(),
                experiment -> {
                    // The link may become invalid while somebody watches.
                    get(token);
                    return SharedExperiment.of(experiment);
                },
                lastSeen);
    }

    private Share get(String token) {
        return shares.findValid(new SecretToken(token)).orElseThrow(ShareLinkNotValidException::new);
    }
}
