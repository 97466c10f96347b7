package dev.isobath.server.queue;

import dev.isobath.server.experiments.ExperimentViewService;
import dev.isobath.server.problems.BadRequestException;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "experiments")
class LogsController {

    private static final int MAX_LINES = 10_000;

    private final AttemptLogRepository logs;
    private final ExperimentViewService experiments;

    LogsController(AttemptLogRepository logs, ExperimentViewService experiments) {
        this.logs = logs;
        this.experiments = experiments;
    }

    @GetMapping(path = "/api/experiments/{id}/logs", produces = MediaType.TEXT_PLAIN_VALUE + ";charset=UTF-8")
    String getLogs(@PathVariable UUID id, @RequestParam(defaultValue = "1000") int lines) {
        if (lines < 1 || lines > MAX_LINES) {
            throw BadRequestException.malformed("lines: must be between 1 and " + MAX_LINES);
        }
        experiments.get(id);
        return String.join("\n", logs.tail(id, lines));
    }
}
