package dev.isobath.server.experiments;

import dev.isobath.server.experiments.GroupFinder.Group;
import dev.isobath.server.experiments.GroupFinder.Spread;
import dev.isobath.server.experiments.filter.Field;
import dev.isobath.server.experiments.filter.FieldCatalogue;
import dev.isobath.server.projects.ProjectRepository;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists groups of experiments, such as those that differ in their seeds only. */
@RestController
@Tag(name = "experiments")
class GroupsController {

    /**
     * One group.
     *
     * @param key the values that all members have, by the names in {@code by}; what has no value is left out
     * @param settings for groups by {@code configuration}, the values of the fields in which the groups differ
     * @param filter what finds the members among the experiments that match
     * @param experiments the number of members
     * @param states the number of members in each state; a state without members is left out
     * @param ids the oldest members, at most 200
     * @param firstName the first of the members' names, in the order of their characters
     * @param lastName the last of them
     * @param values what the members have of each of the values that were asked for
     */
    @Schema(name = "ExperimentGroup")
    record GroupView(
            Map<String, Object> key,
            Map<String, Object> settings,
            String filter,
            long experiments,
            Map<String, Long> states,
            List<UUID> ids,
            String firstName,
            String lastName,
            Map<String, Spread> values) {}

    /**
     * A page.
     *
     * @param differing for groups by {@code configuration}, the short names of the fields of the spec in which the groups differ
     * @param total the number of groups
     * @param experiments the number of experiments in all groups
     */
    record GroupList(
            List<GroupView> groups,
            List<String> differing,
            @Nullable String nextCursor,
            long total,
            long experiments) {}

    private final GroupFinder finder;
    private final ExperimentFields fields;
    private final ProjectRepository projects;

    GroupsController(GroupFinder finder, ExperimentFields fields, ProjectRepository projects) {
        this.finder = finder;
        this.fields = fields;
        this.projects = projects;
    }

    @Operation(
            description =
                    "Groups all experiments that match by equal values of the fields in 'by', and sums up the numbers in 'values' "
                            + "over the finished members of each group, or over all. The field 'configuration' is equal where everything in the "
                            + "spec is but name and seed.")
    @GetMapping("/api/projects/{project}/experiments/groups")
    GroupList listGroups(
            @PathVariable String project,
            @RequestParam(defaultValue = "") List<String> state,
            @RequestParam(defaultValue = "") List<String> kind,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) @Nullable String tag,
            @RequestParam(required = false) @Nullable String filter,
            @RequestParam(defaultValue = "") List<String> by,
            @RequestParam(defaultValue = "") List<String> values,
            @RequestParam(defaultValue = "finished") String over,
            @RequestParam(defaultValue = "-createdAt") String sort,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "50") int limit) {
        ExperimentSelection selection = ExperimentSelection.parse(
                projects.get(project).id(), List.of(), state, kind, q, tag, fields.parse(filter));
        GroupQuery query = GroupQuery.parse(
                selection,
                fields.named("by", by, GroupQuery.MAX_BY),
                fields.named("values", values, GroupQuery.MAX_VALUES),
                over,
                sort,
                fields.catalogue(),
                cursor,
                limit);
        GroupFinder.Page page = finder.find(query);
        Map<String, Field> differing = differing(query);
        Map<UUID, Map<String, Object>> settings = fields.values(
                page.groups().stream().map(group -> group.ids().getFirst()).toList(), differing);
        ExperimentOrder.Position next = page.next();
        return new GroupList(
                page.groups().stream()
                        .map(group ->
                                view(group, settings.getOrDefault(group.ids().getFirst(), Map.of())))
                        .toList(),
                List.copyOf(differing.keySet()),
                next == null ? null : next.encode(query.order().key()),
                page.total(),
                page.experiments());
    }

    private Map<String, Field> differing(GroupQuery query) {
        boolean wanted =
                query.by().values().stream().anyMatch(field -> field.name().equals(FieldCatalogue.CONFIGURATION));
        return wanted ? finder.differing(query.selection()) : Map.of();
    }

    private static GroupView view(Group group, Map<String, Object> settings) {
        Map<String, Long> states = new LinkedHashMap<>();
        group.states().forEach((state, count) -> states.put(state.name(), count));
        return new GroupView(
                group.key(),
                settings,
                group.filter().written(),
                group.experiments(),
                states,
                group.ids(),
                group.firstName(),
                group.lastName(),
                group.values());
    }
}
