package dev.isobath.server.projects;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ProjectController {

    record ProjectList(List<Project> projects) {}

    private final ProjectRepository projects;

    ProjectController(ProjectRepository projects) {
        this.projects = projects;
    }

    @GetMapping("/api/projects")
    ProjectList listProjects() {
        return new ProjectList(projects.list());
    }
}
