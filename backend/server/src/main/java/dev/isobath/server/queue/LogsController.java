package dev.isobath.server.queue;

import dev.isobath.server.experiments.ExperimentViewService;
import dev.isobath.server.problems.BadRequestException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "experiments")
class LogsController {

    private static final int MAX_LINES = 10_000;
    private static final String POSITION = "Isobath-Log-Position";

    private final AttemptLogRepository logs;
    private final ExperimentViewService experiments;

    LogsController(AttemptLogRepository logs, ExperimentViewService experiments) {
        this.logs = logs;
        this.experiments = experiments;
    }

    @GetMapping(path = "/api/experiments/{id}/logs", produces = MediaType.TEXT_PLAIN_VALUE + ";charset=UTF-8")
    @Operation(
            description =
                    "The last lines that the attempts printed. The header Isobath-Log-Position of the response is the value of"
                            + " 'after' for the lines that come later, so a reader that follows misses none and gets none twice.")
    ResponseEntity<String> getLogs(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "1000") int lines,
            @RequestParam(defaultValue = "0") long after) {
        if (lines < 1 || lines > MAX_LINES) {
            throw BadRequestException.malformed("lines: must be between 1 and " + MAX_LINES);
        }
        if (after < 0) {
            throw BadRequestException.malformed("after: must be at least 0");
        }
        experiments.get(id);
        AttemptLogRepository.Tail tail = logs.tail(id, lines, after);
        return ResponseEntity.ok()
                .header(POSITION, String.valueOf(tail.position()))
                .body(String.join("\n", tail.lines()));
    }
}
