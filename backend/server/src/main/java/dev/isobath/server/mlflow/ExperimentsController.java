package dev.isobath.server.mlflow;

import dev.isobath.server.mlflow.Search.Condition;
import dev.isobath.server.mlflow.Search.Order;
import dev.isobath.server.projects.ProjectRepository;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The endpoints {@code experiments/...} of MLflow. */
@Hidden
@RestController
@RequestMapping(MlflowPaths.API + "/experiments")
class ExperimentsController {

    static final int MAX_RESULTS = 50_000;
    static final int DEFAULT_RESULTS = 1_000;
    static final int MAX_FILTER = 20_000;
    static final int MAX_ORDERS = 20;
    private static final int MAX_NAME = 500;
    private static final int MAX_TAG = 5_000;
    private static final int MAX_TOKEN = 500;

    private final MlflowExperimentRepository experiments;
    private final ProjectRepository projects;

    ExperimentsController(MlflowExperimentRepository experiments, ProjectRepository projects) {
        this.experiments = experiments;
        this.projects = projects;
    }

    private UUID project() {
        return projects.get(MlflowPaths.PROJECT).id();
    }

    @PostMapping("/create")
    Json.CreatedExperiment create(@RequestBody(required = false) byte @Nullable [] body) {
        RequestFields fields = RequestFields.ofBody(body);
        String name = name(fields, "name");
        return new Json.CreatedExperiment(
                Long.toString(experiments.add(project(), name, fields.pairs("tags", RunLog.MAX_TAGS, MAX_TAG))));
    }

    private static String name(RequestFields fields, String field) {
        String name = fields.text(field, MAX_NAME);
        if (name.isBlank()) {
            throw MlflowException.invalid(field, name, "it must not be empty");
        }
        return name;
    }

    @GetMapping("/get")
    Json.OneExperiment get(HttpServletRequest request) {
        return new Json.OneExperiment(
                experiments.get(project(), RequestFields.ofQuery(request).text("experiment_id", MAX_NAME)));
    }

    @GetMapping("/get-by-name")
    Json.OneExperiment getByName(HttpServletRequest request) {
        return new Json.OneExperiment(
                experiments.getByName(project(), RequestFields.ofQuery(request).text("experiment_name", MAX_NAME)));
    }

    @GetMapping("/search")
    Json.Experiments searchByAddress(HttpServletRequest request) {
        return search(RequestFields.ofQuery(request));
    }

    @PostMapping("/search")
    Json.Experiments searchByBody(@RequestBody(required = false) byte @Nullable [] body) {
        return search(RequestFields.ofBody(body));
    }

    private Json.Experiments search(RequestFields fields) {
        List<Condition> filter = SearchParser.filter(fields.optionalText("filter", MAX_FILTER));
        List<Order> order = SearchParser.order(fields.texts("order_by", MAX_ORDERS, MAX_FILTER));
        Lifecycle view = Lifecycle.parse("view_type", fields.optionalText("view_type", MAX_NAME));
        int most = fields.count("max_results", DEFAULT_RESULTS, 1, MAX_RESULTS);
        int offset = PageToken.offset(fields.optionalText("page_token", MAX_TOKEN));
        List<Json.Experiment> found = experiments.search(project(), filter, order, view, offset, most + 1);
        return found.size() > most
                ? new Json.Experiments(found.subList(0, most), PageToken.of(Integer.toString(offset + most)))
                : new Json.Experiments(found, null);
    }

    @PostMapping("/update")
    Map<String, Object> update(@RequestBody(required = false) byte @Nullable [] body) {
        RequestFields fields = RequestFields.ofBody(body);
        long id = changeable(fields);
        experiments.rename(id, name(fields, "new_name"));
        return Map.of();
    }

    @PostMapping("/delete")
    Map<String, Object> delete(@RequestBody(required = false) byte @Nullable [] body) {
        experiments.setDeleted(changeable(RequestFields.ofBody(body)), true);
        return Map.of();
    }

    @PostMapping("/restore")
    Map<String, Object> restore(@RequestBody(required = false) byte @Nullable [] body) {
        experiments.setDeleted(changeable(RequestFields.ofBody(body)), false);
        return Map.of();
    }

    @PostMapping("/set-experiment-tag")
    Map<String, Object> setTag(@RequestBody(required = false) byte @Nullable [] body) {
        RequestFields fields = RequestFields.ofBody(body);
        long id = id(fields);
        String key = fields.key("key");
        experiments.setTag(id, key, fields.valueOrEmpty(MAX_TAG));
        return Map.of();
    }

    @PostMapping("/delete-experiment-tag")
    Map<String, Object> deleteTag(@RequestBody(required = false) byte @Nullable [] body) {
        RequestFields fields = RequestFields.ofBody(body);
        long id = id(fields);
        String key = fields.key("key");
        if (!experiments.removeTag(id, key)) {
            throw MlflowException.of(
                    ErrorCode.RESOURCE_DOES_NOT_EXIST, "There is no tag '%s' of experiment '%d'.".formatted(key, id));
        }
        return Map.of();
    }

    private long id(RequestFields fields) {
        return Long.parseLong(experiments
                .get(project(), fields.text("experiment_id", MAX_NAME))
                .experimentId());
    }

    private long changeable(RequestFields fields) {
        long id = id(fields);
        if (id == MlflowExperimentRepository.DEFAULT || id == MlflowExperimentRepository.NATIVE) {
            throw MlflowException.invalid(
                    "experiment_id", Long.toString(id), "this experiment is always there under its name");
        }
        return id;
    }
}
