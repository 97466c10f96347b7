package dev.isobath.server.views;

import dev.isobath.server.accounts.AuditLog;
import dev.isobath.server.accounts.User;
import dev.isobath.server.experiments.ListSettings;
import dev.isobath.server.experiments.ListSettingsChecker;
import dev.isobath.server.problems.NotFoundException;
import dev.isobath.server.projects.ProjectRepository;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Adds, lists, changes and deletes saved views. */
@RestController
@Tag(name = "views")
class SavedViewsController {

    static final int MOST_PRIVATE = 100;
    static final int MOST_OF_PROJECT = 200;

    /**
     * A saved view as a user sees it.
     *
     * @param owner the name of the user who made it
     * @param mine whether it is the user's own
     * @param changeable whether the user may change and delete it
     * @param version what a change of it has to name
     */
    @Schema(name = "SavedView")
    record View(
            UUID id,
            String name,
            Visibility visibility,
            ListSettings settings,
            String owner,
            boolean mine,
            boolean changeable,
            int version,
            Instant createdAt,
            Instant updatedAt) {

        static View of(SavedView view, User user) {
            return new View(
                    view.id(),
                    view.name(),
                    view.visibility(),
                    view.settings(),
                    view.ownerName(),
                    view.isOf(user),
                    view.isChangeableBy(user),
                    view.version(),
                    view.createdAt(),
                    view.updatedAt());
        }
    }

    @Schema(name = "SavedViewList")
    record ViewList(List<View> views) {}

    private final SavedViewRepository views;
    private final ListSettingsChecker settings;
    private final ProjectRepository projects;
    private final AuditLog audit;

    SavedViewsController(
            SavedViewRepository views, ListSettingsChecker settings, ProjectRepository projects, AuditLog audit) {
        this.views = views;
        this.settings = settings;
        this.projects = projects;
        this.audit = audit;
    }

    @Operation(description = "Lists the views of the project and the user's private ones, those of the project first.")
    @GetMapping("/api/projects/{project}/views")
    ViewList listViews(@PathVariable String project, @AuthenticationPrincipal User user) {
        return new ViewList(views.list(projects.get(project).id(), user).stream()
                .map(view -> View.of(view, user))
                .toList());
    }

    @PostMapping("/api/projects/{project}/views")
    @Transactional
    ResponseEntity<View> addView(
            @PathVariable String project, @RequestBody SavedViewBody body, @AuthenticationPrincipal User user) {
        UUID in = projects.get(project).id();
        SavedViewBody.Checked checked = body.checked(settings);
        requireRoom(in, checked.visibility(), user);
        UUID id = UUID.randomUUID();
        views.add(id, in, user, checked);
        SavedView added = visible(id, user);
        audit.record(user, AuditLog.Action.VIEW_CREATED, added.subject());
        return ResponseEntity.created(URI.create("/api/views/" + id)).body(View.of(added, user));
    }

    @GetMapping("/api/views/{id}")
    View getView(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        return View.of(visible(id, user), user);
    }

    @Operation(
            description =
                    "Changes a view to what the body says. The body has the version that the view had when it was read; with "
                            + "another one nothing is changed. A view of the project is changed by its owner or an administrator.")
    @PutMapping("/api/views/{id}")
    @Transactional
    View changeView(@PathVariable UUID id, @RequestBody SavedViewBody body, @AuthenticationPrincipal User user) {
        SavedView before = changeable(id, user);
        SavedViewBody.Checked checked = body.checkedChange(settings);
        if (body.version() == null || body.version() != before.version()) {
            throw SavedViewProblem.changedMeanwhile(before.name());
        }
        if (checked.visibility() != before.visibility()) {
            if (checked.visibility() == Visibility.PRIVATE && !before.isOf(user)) {
                throw SavedViewProblem.notOwnerOfPrivacy();
            }
            requireRoom(before.project(), checked.visibility(), user);
        }
        views.change(id, checked);
        SavedView after = visible(id, user);
        audit.record(user, AuditLog.Action.VIEW_CHANGED, after.subject());
        return View.of(after, user);
    }

    @DeleteMapping("/api/views/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Transactional
    void deleteView(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        SavedView view = changeable(id, user);
        views.delete(id);
        audit.record(user, AuditLog.Action.VIEW_DELETED, view.subject());
    }

    private SavedView visible(UUID id, User user) {
        return views.find(id)
                .filter(view -> view.isVisibleTo(user))
                .orElseThrow(() -> NotFoundException.of("view", id));
    }

    private SavedView changeable(UUID id, User user) {
        SavedView view = views.findForUpdate(id)
                .filter(found -> found.isVisibleTo(user))
                .orElseThrow(() -> NotFoundException.of("view", id));
        if (!view.isChangeableBy(user)) {
            throw SavedViewProblem.notOwner();
        }
        return view;
    }

    private void requireRoom(UUID project, Visibility visibility, User user) {
        int most = visibility == Visibility.PRIVATE ? MOST_PRIVATE : MOST_OF_PROJECT;
        if (views.count(project, visibility, user) >= most) {
            throw SavedViewProblem.tooMany(visibility, most);
        }
    }
}
