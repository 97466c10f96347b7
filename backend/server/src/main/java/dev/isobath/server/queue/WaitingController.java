package dev.isobath.server.queue;

import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "experiments")
class WaitingController {

    private final WaitingService waiting;

    WaitingController(WaitingService waiting) {
        this.waiting = waiting;
    }

    /** Says why a queued experiment waits: its place in line, what it needs, and which worker nodes could take it. */
    @GetMapping("/api/experiments/{id}/waiting")
    WaitingView getWaiting(@PathVariable UUID id) {
        return waiting.explain(id);
    }
}
