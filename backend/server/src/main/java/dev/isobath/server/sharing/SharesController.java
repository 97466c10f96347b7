package dev.isobath.server.sharing;

import dev.isobath.server.accounts.AuditLog;
import dev.isobath.server.accounts.PublicUrl;
import dev.isobath.server.accounts.SecretToken;
import dev.isobath.server.accounts.User;
import dev.isobath.server.experiments.ExperimentView;
import dev.isobath.server.experiments.ExperimentViewService;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import dev.isobath.server.problems.NotFoundException;
import dev.isobath.server.studies.StudyReports;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Creates, lists and revokes share links, for signed-in users. */
@RestController
@RequestMapping("/api/shares")
@Tag(name = "shares")
class SharesController {

    private static final String PREFIX = "share_";

    record ShareList(List<Share> shares) {}

    /**
     * A new share link.
     *
     * @param url the URL of the page; it is shown only in this response
     * @param token the secret in the URL; it is shown only in this response
     */
    record CreatedShare(
            UUID id,
            URI url,
            String token,
            Share.Kind kind,
            @Nullable String title,
            List<UUID> experiments,
            @Nullable UUID study,
            @Nullable String studyName,
            String view,
            @Nullable String createdBy,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant revokedAt,
            @Nullable Instant lastOpenedAt) {}

    private final ShareRepository shares;
    private final ExperimentViewService experiments;
    private final StudyReports studies;
    private final PublicUrl publicUrl;
    private final AuditLog audit;

    SharesController(
            ShareRepository shares,
            ExperimentViewService experiments,
            StudyReports studies,
            PublicUrl publicUrl,
            AuditLog audit) {
        this.shares = shares;
        this.experiments = experiments;
        this.studies = studies;
        this.publicUrl = publicUrl;
        this.audit = audit;
    }

    @GetMapping
    ShareList listShares() {
        return new ShareList(shares.list());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Transactional
    CreatedShare createShare(@RequestBody NewShare request, @AuthenticationPrincipal User user) {
        NewShare.Validated checked = request.validated();
        requireExperiments(checked.experiments());
        requireStudy(checked.study());
        SecretToken token = SecretToken.random(PREFIX);
        Share share = shares.add(token, checked, user.id());
        audit.record(user, AuditLog.Action.SHARE_CREATED, name(share));
        return new CreatedShare(
                share.id(),
                publicUrl.link("/s/" + token.text()),
                token.text(),
                share.kind(),
                share.title(),
                share.experiments(),
                share.study(),
                share.studyName(),
                share.view(),
                share.createdBy(),
                share.createdAt(),
                share.expiresAt(),
                share.revokedAt(),
                share.lastOpenedAt());
    }

    /** Revokes a share link. Every user may revoke every link, because revoking is always safe. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Transactional
    void revokeShare(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        Share share = shares.find(id).orElseThrow(() -> NotFoundException.of("share", id));
        if (shares.revoke(id)) {
            audit.record(user, AuditLog.Action.SHARE_REVOKED, name(share));
        }
    }

    private void requireExperiments(List<UUID> ids) {
        Set<UUID> found = experiments.list(ids).stream().map(ExperimentView::id).collect(Collectors.toSet());
        List<FieldError> errors = IntStream.range(0, ids.size())
                .filter(i -> !found.contains(ids.get(i)))
                .mapToObj(i -> new FieldError("/experiments/" + i, "there is no experiment '" + ids.get(i) + "'"))
                .toList();
        if (!errors.isEmpty()) {
            throw BadRequestException.invalid(errors);
        }
    }

    private void requireStudy(@Nullable UUID id) {
        if (id != null && studies.name(id).isEmpty()) {
            throw BadRequestException.invalid("/study", "there is no study '" + id + "'");
        }
    }

    static String name(Share share) {
        return share.id() + (share.title() == null ? "" : " " + share.title());
    }
}
