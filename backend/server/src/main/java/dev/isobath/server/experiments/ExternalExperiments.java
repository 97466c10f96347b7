package dev.isobath.server.experiments;

import dev.isobath.server.accounts.User;
import dev.isobath.server.database.DatabaseClock;
import dev.isobath.server.projects.Project;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Experiments that other programs run. They stand in lists beside those that worker nodes train. Every method belongs to the caller's
 * transaction, in which the experiment is locked.
 */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class ExternalExperiments {

    /** The most characters of an experiment's notes. */
    public static final int MAX_NOTES = ExperimentChange.MAX_NOTES;

    private final ExperimentRepository experiments;
    private final SpecFieldsRepository fields;
    private final DatabaseClock clock;
    private final JsonMapper json;

    ExternalExperiments(
            ExperimentRepository experiments, SpecFieldsRepository fields, DatabaseClock clock, JsonMapper json) {
        this.experiments = experiments;
        this.fields = fields;
        this.clock = clock;
        this.json = json;
    }

    /** Adds an experiment that is running from now on. */
    public Experiment add(Project project, User user, String name) {
        Experiment experiment = experiments.save(new Experiment(project, user, name, clock.now()));
        fields.save(experiment.id(), experiment.spec());
        return experiment;
    }

    /** Returns the params that were logged so far, by name. */
    public Map<String, String> params(Experiment experiment) {
        return ExternalSpec.params(json.readTree(experiment.spec()));
    }

    /** Adds params, of which none is there yet. */
    public void addParams(Experiment experiment, Map<String, String> added) {
        if (!added.isEmpty()) {
            experiment.replaceExternalSpec(
                    ExternalSpec.with(json.readTree(experiment.spec()), added).toString());
            fields.save(experiment.id(), experiment.spec());
        }
    }

    /**
     * Changes the texts that are not null.
     *
     * @throws dev.isobath.server.problems.BadRequestException when one of them is not allowed
     */
    public void describe(
            Experiment experiment,
            @Nullable String name,
            @Nullable String notes,
            @Nullable List<String> tags,
            Instant now) {
        experiment.update(new ExperimentChange(name, tags, notes, null).validated(), now);
    }

    /** Returns the tags of the experiment. */
    public List<String> tags(Experiment experiment) {
        return experiment.tags();
    }

    /** Returns the tags of a list that an experiment can have, each once and at most as many as it can have. */
    public static List<String> possibleTags(List<String> tags) {
        return tags.stream()
                .filter(ExperimentChange::isTag)
                .distinct()
                .limit(ExperimentChange.MAX_TAGS)
                .toList();
    }
}
