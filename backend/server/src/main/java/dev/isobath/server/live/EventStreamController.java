package dev.isobath.server.live;

import dev.isobath.server.accounts.User;
import dev.isobath.server.experiments.ExperimentViewService;
import dev.isobath.server.projects.ProjectRepository;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

@RestController
@Tag(name = "live")
class EventStreamController {

    private static final String LAST_SEEN = "Last-Event-ID";

    private final ExperimentEventStreams streams;
    private final ExperimentViewService experiments;
    private final ProjectRepository projects;

    EventStreamController(
            ExperimentEventStreams streams, ExperimentViewService experiments, ProjectRepository projects) {
        this.streams = streams;
        this.experiments = experiments;
        this.projects = projects;
    }

    @GetMapping(path = "/api/experiments/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter watchExperiment(
            @PathVariable UUID id,
            @RequestHeader(name = LAST_SEEN, required = false) @Nullable String lastSeen,
            @AuthenticationPrincipal User user,
            HttpServletResponse response) {
        experiments.get(id);
        unbuffered(response);
        return streams.openFor(user.id(), id, lastSeen);
    }

    @GetMapping(path = "/api/projects/{project}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter watchProject(
            @PathVariable String project,
            @RequestHeader(name = LAST_SEEN, required = false) @Nullable String lastSeen,
            @AuthenticationPrincipal User user,
            HttpServletResponse response) {
        UUID id = projects.get(project).id();
        unbuffered(response);
        return streams.openProject(user.id(), id, lastSeen);
    }

    /** Tells proxies not to buffer the stream. */
    private static void unbuffered(HttpServletResponse response) {
        response.setHeader("X-Accel-Buffering", "no");
        response.setHeader("Cache-Control", "no-store");
    }
}
