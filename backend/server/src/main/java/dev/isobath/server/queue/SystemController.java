package dev.isobath.server.queue;

import dev.isobath.server.experiments.ExperimentViewService;
import dev.isobath.server.problems.BadRequestException;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows what nodes and the processes of attempts used. Nodes of older versions measure nothing, so their curves are empty. */
@RestController
@Tag(name = "workers")
class SystemController {

    record SystemCurve(List<SystemPoint> points) {}

    private static final int MOST_HOURS = 168;

    private final SystemSampleRepository samples;
    private final ExperimentViewService experiments;

    SystemController(SystemSampleRepository samples, ExperimentViewService experiments) {
        this.samples = samples;
        this.experiments = experiments;
    }

    @GetMapping("/api/experiments/{id}/system")
    SystemCurve getSystemCurve(@PathVariable UUID id) {
        experiments.requireExisting(id);
        return new SystemCurve(samples.ofExperiment(id));
    }

    /** Returns the curve of a node. A node that has never called has no points. */
    @GetMapping("/api/workers/{name}/system")
    SystemCurve getSystemCurveOfWorker(@PathVariable String name, @RequestParam(defaultValue = "6") int hours) {
        if (hours < 1 || hours > MOST_HOURS) {
            throw BadRequestException.malformed("hours: must be between 1 and " + MOST_HOURS);
        }
        if (name.indexOf('\0') >= 0) {
            throw BadRequestException.malformed("name: must not have the character 0");
        }
        return new SystemCurve(samples.ofNode(name, hours));
    }
}
