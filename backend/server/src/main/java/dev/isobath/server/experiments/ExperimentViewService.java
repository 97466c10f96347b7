package dev.isobath.server.experiments;

import dev.isobath.server.experiments.ExperimentView.AttemptView;
import dev.isobath.server.problems.NotFoundException;
import dev.isobath.server.projects.Project;
import dev.isobath.server.projects.ProjectRepository;
import dev.isobath.spec.SpecReader;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes the views of experiments that clients see. */
@Component
@Transactional(readOnly = true)
public class ExperimentViewService {

    private final ExperimentRepository experiments;
    private final AttemptRepository attempts;
    private final ProjectRepository projects;
    private final JdbcClient database;
    private final JsonMapper json;

    ExperimentViewService(
            ExperimentRepository experiments,
            AttemptRepository attempts,
            ProjectRepository projects,
            JdbcClient database,
            JsonMapper json) {
        this.experiments = experiments;
        this.attempts = attempts;
        this.projects = projects;
        this.database = database;
        this.json = json;
    }

    /**
     * Returns one experiment.
     *
     * @throws NotFoundException when there is no experiment with that id
     */
    public ExperimentView get(UUID id) {
        return list(List.of(id)).stream().findFirst().orElseThrow(() -> NotFoundException.of("experiment", id));
    }

    /** Returns the view of an experiment that was queued just now, and that no attempt has been made for yet. */
    ExperimentView queued(Experiment experiment, Project project) {
        return view(experiment, project.name(), List.of());
    }

    /** Returns those of the ids that are experiments. */
    @Transactional(propagation = Propagation.SUPPORTS, readOnly = true)
    public Set<UUID> existing(Collection<UUID> ids) {
        return Set.copyOf(database.sql("select id from experiment where id = any(:ids::uuid[]) and deleted_at is null")
                .param("ids", ids.stream().map(UUID::toString).toArray(String[]::new))
                .query(UUID.class)
                .list());
    }

    /**
     * Checks that an experiment exists.
     *
     * @throws NotFoundException when there is no experiment with that id
     */
    @Transactional(propagation = Propagation.SUPPORTS, readOnly = true)
    public void requireExisting(UUID id) {
        if (existing(List.of(id)).isEmpty()) {
            throw NotFoundException.of("experiment", id);
        }
    }

    /** Returns the experiments that exist, in the order of the ids. */
    public List<ExperimentView> list(Collection<UUID> ids) {
        Map<UUID, Experiment> found =
                experiments.findAllByIdIn(ids).stream().collect(Collectors.toMap(Experiment::id, each -> each));
        Map<UUID, List<Attempt>> history = attempts.findByExperimentIdInOrderByNumber(ids).stream()
                .collect(Collectors.groupingBy(Attempt::experimentId));
        Map<UUID, String> projectNames = new HashMap<>();
        return ids.stream()
                .map(found::get)
                .filter(experiment -> experiment != null)
                .map(experiment -> view(
                        experiment,
                        projectNames.computeIfAbsent(
                                experiment.projectId(), id -> projects.get(id).name()),
                        history.getOrDefault(experiment.id(), List.of())))
                .toList();
    }

    /**
     * Returns the FLOPs of one experiment.
     *
     * @throws NotFoundException when there is no experiment with that id
     */
    public ExperimentFlops flops(UUID id) {
        Experiment experiment = experiments.findById(id).orElseThrow(() -> NotFoundException.of("experiment", id));
        if (experiment.isExternal()) {
            throw ExternalExperimentException.hasNo("FLOP counts");
        }
        return ExperimentFlops.of(
                experiment, SpecReader.read(json.readTree(experiment.spec())).flopsPerSequence());
    }

    private ExperimentView view(Experiment experiment, String project, List<Attempt> history) {
        TrainingProgress progress = experiment.progress();
        JsonNode spec = json.readTree(experiment.spec());
        return new ExperimentView(
                experiment.id(),
                project,
                experiment.name(),
                experiment.kind(),
                experiment.state(),
                experiment.stateReason(),
                experiment.priority(),
                progress.step(),
                experiment.steps(),
                experiment.parameters(),
                experiment.flopsPerStep(),
                experiment.progressBefore().flops(),
                experiment.flopsPlanned(),
                experiment.flopsExecuted(),
                experiment.flopsConvention(),
                progress.trainLoss(),
                progress.valLoss(),
                progress.tokensPerSecond(),
                secondsLeft(experiment, progress),
                experiment.seconds(),
                experiment.attempts(),
                history.stream().map(ExperimentViewService::view).toList(),
                experiment.tags(),
                experiment.notes(),
                spec.path("data").path("corpus").asString(""),
                experiment.corpusStatistics(),
                experiment.createdByName(),
                experiment.createdAt(),
                experiment.queuedAt(),
                experiment.startedAt(),
                experiment.finishedAt(),
                experiment.updatedAt(),
                experiment.isCancelRequested(),
                experiment.archivedAt(),
                spec);
    }

    private static AttemptView view(Attempt attempt) {
        return new AttemptView(
                attempt.number(),
                attempt.state(),
                attempt.node(),
                attempt.processorClass(),
                attempt.startedAt(),
                attempt.endedAt(),
                attempt.resumedFromStep(),
                attempt.lastStep(),
                attempt.reason(),
                attempt.note());
    }

    private static @Nullable Double secondsLeft(Experiment experiment, TrainingProgress progress) {
        long done = progress.step() - experiment.progressBefore().step();
        return experiment.state() == ExperimentState.RUNNING && done > 0 && !experiment.isExternal()
                ? experiment.seconds() / done * (experiment.steps() - progress.step())
                : null;
    }
}
