package dev.isobath.server.queue;

import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "workers")
class WorkersController {

    record WorkerList(List<WorkerView> workers) {}

    private final WorkerNodeRepository nodes;

    WorkersController(WorkerNodeRepository nodes) {
        this.nodes = nodes;
    }

    @GetMapping("/api/workers")
    WorkerList listWorkers() {
        return new WorkerList(nodes.list());
    }
}
