package dev.isobath.server.experiments;

import dev.isobath.server.experiments.filter.Field;
import dev.isobath.server.experiments.filter.FieldCatalogue;
import dev.isobath.server.experiments.filter.FieldType;
import dev.isobath.server.projects.ProjectRepository;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Lists the fields that experiments are filtered, sorted and shown by. */
@RestController
@Tag(name = "experiments")
class FieldsController {

    private static final int MAX_METRICS = 2_000;

    /**
     * One field.
     *
     * @param name its full name
     * @param shortName a shorter name for the same field, or the full name
     * @param groupable whether experiments can be grouped by it
     * @param choices the words that a choice has; empty for other types
     */
    @Schema(name = "ExperimentField")
    record FieldView(
            String name, String shortName, FieldType type, boolean sortable, boolean groupable, List<String> choices) {

        static FieldView of(Field field) {
            return new FieldView(
                    field.name(),
                    FieldCatalogue.shortName(field),
                    field.type(),
                    field.type().isSortable(),
                    FieldCatalogue.isGroupable(field),
                    field.choices());
        }
    }

    /**
     * All fields.
     *
     * @param metrics the names of the reported metrics; each is a field, and so is each with {@code .last}, {@code .min},
     *     {@code .max} and, where one value is better than another, {@code .best}
     * @param metricsWithBest those of the metrics of which one value is better than another
     */
    record FieldList(List<FieldView> fields, List<String> metrics, List<String> metricsWithBest) {}

    private final ExperimentFields fields;
    private final ProjectRepository projects;

    FieldsController(ExperimentFields fields, ProjectRepository projects) {
        this.fields = fields;
        this.projects = projects;
    }

    @GetMapping("/api/projects/{project}/experiments/fields")
    FieldList listFields(@PathVariable String project) {
        projects.get(project);
        List<String> metrics = fields.metrics(MAX_METRICS);
        return new FieldList(
                Stream.concat(FieldCatalogue.experiment().stream(), FieldCatalogue.spec().stream())
                        .map(FieldView::of)
                        .toList(),
                metrics,
                metrics.stream().filter(FieldCatalogue::hasBest).toList());
    }
}
