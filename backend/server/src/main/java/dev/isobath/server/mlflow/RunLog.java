package dev.isobath.server.mlflow;

import dev.isobath.server.accounts.User;
import dev.isobath.server.curves.Axis;
import dev.isobath.server.curves.UnorderedCurves;
import dev.isobath.server.database.DatabaseClock;
import dev.isobath.server.experiments.Experiment;
import dev.isobath.server.experiments.ExperimentRepository;
import dev.isobath.server.experiments.ExperimentSignals;
import dev.isobath.server.experiments.ExternalExperiments;
import dev.isobath.server.projects.Project;
import dev.isobath.spec.SpecReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Stores what other programs log. Everything is in the database before a request is answered. */
@Service
@Transactional
class RunLog {

    /** The most params of a run. All of them are read and written together. */
    static final int MAX_PARAMS = 5_000;

    /** The most tags of a run. */
    static final int MAX_TAGS = 1_000;

    /** The metrics whose values are also axes of charts. */
    private static final Map<String, Axis> AXES = Map.of("tokens", Axis.TOKENS, "flops", Axis.FLOPS);

    private final ExternalRunRepository runs;
    private final PointRepository points;
    private final ExternalExperiments external;
    private final ExperimentRepository experiments;
    private final UnorderedCurves curves;
    private final ExperimentSignals signals;
    private final DatabaseClock clock;

    RunLog(
            ExternalRunRepository runs,
            PointRepository points,
            ExternalExperiments external,
            ExperimentRepository experiments,
            UnorderedCurves curves,
            ExperimentSignals signals,
            DatabaseClock clock) {
        this.runs = runs;
        this.points = points;
        this.external = external;
        this.experiments = experiments;
        this.curves = curves;
        this.signals = signals;
        this.clock = clock;
    }

    /** Returns the name that a run has in Isobath. */
    static String shownName(String logged, UUID id) {
        return Texts.name(
                logged, SpecReader.MAX_NAME_LENGTH, "run-" + RunIds.text(id).substring(0, 8));
    }

    /** Adds a run, which is running from now on, and returns its id. */
    public UUID create(
            Project project,
            long mlflowExperiment,
            User user,
            String userName,
            Long startMillis,
            Map<String, String> tags) {
        Experiment experiment = external.add(project, user, "run");
        runs.add(experiment.id(), mlflowExperiment, userName, startMillis);
        changeTags(experiment, tags, clock.now());
        if (!tags.containsKey(RunTags.NAME)) {
            external.describe(experiment, shownName("", experiment.id()), null, null, clock.now());
        }
        signals.changed(experiment);
        return experiment.id();
    }

    /** Logs points, params and tags together, or nothing of them. */
    public void log(
            UUID project, String id, List<LoggedPoint> added, Map<String, String> params, Map<String, String> tags) {
        Experiment experiment = lock(project, id);
        Instant now = clock.now();
        addParams(experiment, params);
        if (!tags.isEmpty()) {
            changeTags(experiment, tags, now);
        }
        addPoints(experiment, added, now);
        signals.changed(experiment);
    }

    /** Changes the state, the time of the end and the name of a run; what is null stays as it is. */
    public void update(
            UUID project, String id, @Nullable RunStatus status, @Nullable Long endMillis, @Nullable String name) {
        Experiment experiment = lock(project, id);
        Instant now = clock.now();
        if (name != null) {
            changeTags(experiment, Map.of(RunTags.NAME, name), now);
        }
        if (status != null) {
            experiment.report(status.state(), now);
        }
        if (endMillis != null || status == RunStatus.RUNNING) {
            runs.setEnd(experiment.id(), endMillis);
        }
        signals.changed(experiment);
    }

    /** Removes a tag. */
    public void removeTag(UUID project, String id, String key) {
        Experiment experiment = lock(project, id);
        Map<String, String> before = runs.tags(experiment.id());
        if (!before.containsKey(key)) {
            throw MlflowException.of(
                    ErrorCode.RESOURCE_DOES_NOT_EXIST, "There is no tag '%s' of run '%s'.".formatted(key, id));
        }
        Map<String, String> after = new LinkedHashMap<>(before);
        after.remove(key);
        store(experiment, before, after, clock.now());
        signals.changed(experiment);
    }

    private Experiment lock(UUID project, String id) {
        UUID known = runs.requireWritable(project, id);
        return experiments.findByIdForUpdate(known).orElseThrow(() -> MlflowException.noRun(id));
    }

    private void addParams(Experiment experiment, Map<String, String> params) {
        if (params.isEmpty()) {
            return;
        }
        Map<String, String> known = external.params(experiment);
        Map<String, String> added = new LinkedHashMap<>();
        params.forEach((key, value) -> {
            String before = known.get(key);
            if (before == null) {
                added.put(key, value);
            } else if (!before.equals(value)) {
                throw MlflowException.of(
                        ErrorCode.INVALID_PARAMETER_VALUE,
                        "Changing param values is not allowed. Param with key='%s' was already logged with value='%s' for run ID='%s'. Attempted logging new value '%s'."
                                .formatted(key, before, RunIds.text(experiment.id()), value));
            }
        });
        if (known.size() + added.size() > MAX_PARAMS) {
            throw MlflowException.of(
                    ErrorCode.INVALID_PARAMETER_VALUE, "A run has at most %d params.".formatted(MAX_PARAMS));
        }
        external.addParams(experiment, added);
    }

    private void changeTags(Experiment experiment, Map<String, String> changed, Instant now) {
        Map<String, String> before = runs.tags(experiment.id());
        Map<String, String> after = new LinkedHashMap<>(before);
        after.putAll(changed);
        if (after.size() > MAX_TAGS) {
            throw MlflowException.of(
                    ErrorCode.INVALID_PARAMETER_VALUE, "A run has at most %d tags.".formatted(MAX_TAGS));
        }
        store(experiment, before, after, now);
    }

    /** Stores tags, and what the experiment has of them: its name, its notes and its words. Words that people have added stay. */
    private void store(Experiment experiment, Map<String, String> before, Map<String, String> after, Instant now) {
        runs.setTags(experiment.id(), after);
        List<String> words = new ArrayList<>(external.tags(experiment));
        words.removeAll(RunTags.words(before));
        words.addAll(RunTags.words(after));
        String name = after.get(RunTags.NAME);
        String notes = after.get(RunTags.NOTES);
        external.describe(
                experiment,
                name == null || name.equals(before.get(RunTags.NAME)) ? null : shownName(name, experiment.id()),
                notes == null || notes.equals(before.get(RunTags.NOTES))
                        ? null
                        : Texts.notes(notes, ExternalExperiments.MAX_NOTES),
                ExternalExperiments.possibleTags(words),
                now);
    }

    private void addPoints(Experiment experiment, List<LoggedPoint> added, Instant now) {
        if (added.isEmpty()) {
            return;
        }
        UUID id = experiment.id();
        Map<String, List<LoggedPoint>> byName = added.stream()
                .collect(Collectors.groupingBy(LoggedPoint::key, LinkedHashMap::new, Collectors.toList()));
        Map<String, LoggedPoint> latest =
                points.latest(id, byName.keySet()).stream().collect(Collectors.toMap(LoggedPoint::key, each -> each));
        points.add(id, added, curves.number(id, byName.keySet()));
        points.addLatest(id, added);
        Map<String, SortedMap<Long, Double>> values = new LinkedHashMap<>();
        byName.forEach((name, own) -> values.put(name, newest(own, latest.get(name))));
        curves.merge(id, values, axes(added, values, runs.startMillis(id)));
        experiment.progress(points.progress(id), now);
    }

    /**
     * Returns the value of each step: the newest of those that are logged together, unless the latest one of all that is known already is
     * newer.
     */
    private static SortedMap<Long, Double> newest(List<LoggedPoint> added, @Nullable LoggedPoint latest) {
        Map<Long, LoggedPoint> newest = new HashMap<>();
        for (LoggedPoint point : added) {
            newest.merge(point.step(), point, RunLog::newer);
        }
        if (latest != null && newest.containsKey(latest.step())) {
            newest.merge(latest.step(), latest, RunLog::newer);
        }
        SortedMap<Long, Double> values = new TreeMap<>();
        newest.forEach((step, point) -> values.put(step, point.value()));
        return values;
    }

    private static LoggedPoint newer(LoggedPoint a, LoggedPoint b) {
        return LoggedPoint.BY_AGE.compare(a, b) > 0 ? a : b;
    }

    /** Returns the values of axes: the seconds since the run began, and the metrics that are axes themselves. */
    private static Map<Axis, SortedMap<Long, Double>> axes(
            List<LoggedPoint> added, Map<String, SortedMap<Long, Double>> values, long startMillis) {
        Map<Axis, SortedMap<Long, Double>> axes = new EnumMap<>(Axis.class);
        SortedMap<Long, Double> seconds = new TreeMap<>();
        added.forEach(point ->
                seconds.merge(point.step(), Math.max(0, (double) point.millis() - startMillis) / 1000, Math::max));
        axes.put(Axis.SECONDS, seconds);
        AXES.forEach((name, axis) -> {
            SortedMap<Long, Double> own = new TreeMap<>(values.getOrDefault(name, new TreeMap<>()));
            own.values().removeIf(value -> !(value >= 0) || Double.isInfinite(value));
            axes.put(axis, own);
        });
        return axes;
    }
}
