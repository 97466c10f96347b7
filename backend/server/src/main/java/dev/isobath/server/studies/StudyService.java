package dev.isobath.server.studies;

import dev.isobath.server.accounts.AuditLog;
import dev.isobath.server.accounts.User;
import dev.isobath.server.database.DatabaseClock;
import dev.isobath.server.experiments.ExperimentAction;
import dev.isobath.server.experiments.ExperimentActions;
import dev.isobath.server.experiments.PlannedExperiments;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.NotFoundException;
import dev.isobath.server.projects.Project;
import dev.isobath.server.projects.ProjectRepository;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.study.Member;
import dev.isobath.spec.study.StudySpec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes, grows and launches studies. */
@Service
class StudyService {

    private static final Logger log = LoggerFactory.getLogger(StudyService.class);

    /** How many experiments are submitted in one transaction. */
    private static final int BATCH = 50;

    private final StudyRepository studies;
    private final StudyRuns runs;
    private final StudyPlanner planner;
    private final PlannedExperiments experiments;
    private final ExperimentActions actions;
    private final ProjectRepository projects;
    private final AuditLog audit;
    private final DatabaseClock clock;
    private final TransactionTemplate transaction;
    private final JsonMapper json;

    StudyService(
            StudyRepository studies,
            StudyRuns runs,
            StudyPlanner planner,
            PlannedExperiments experiments,
            ExperimentActions actions,
            ProjectRepository projects,
            AuditLog audit,
            DatabaseClock clock,
            TransactionTemplate transaction,
            JsonMapper json) {
        this.studies = studies;
        this.runs = runs;
        this.planner = planner;
        this.experiments = experiments;
        this.actions = actions;
        this.projects = projects;
        this.audit = audit;
        this.clock = clock;
        this.transaction = transaction;
        this.json = json;
    }

    /** Stores a study without running anything. */
    UUID create(Project project, JsonNode document, User user) {
        StudySpec study = StudyDocument.read(document);
        List<MemberRow> members = planner.members(project, study);
        UUID id = UUID.randomUUID();
        transaction.executeWithoutResult(_ -> {
            studies.add(
                    new StudyRow(
                            id,
                            project.id(),
                            study.name(),
                            study.design().type().text(),
                            document,
                            List.of(),
                            user.id(),
                            user.name(),
                            clock.now(),
                            null,
                            null,
                            StudySettings.FIRST),
                    members);
            audit.record(user, AuditLog.Action.STUDY_CREATED, study.name() + " " + id);
        });
        return id;
    }

    StudyRow get(UUID id) {
        return studies.find(id).orElseThrow(() -> NotFoundException.of("study", id));
    }

    Project project(StudyRow study) {
        return projects.get(study.projectId());
    }

    /** Returns the plan of a stored study. */
    StudyPlan plan(UUID id) {
        StudyRow study = get(id);
        return planner.plan(project(study), studies.members(id));
    }

    /** Returns the plan of a study that is not stored. */
    StudyPlan preview(Project project, JsonNode document) {
        return planner.plan(project, planner.members(project, StudyDocument.read(document)));
    }

    /** Adds entries to the lists of a study. The members that there are stay as they are. */
    void grow(UUID id, JsonNode entries, User user) {
        StudyDocument.check(entries);
        transaction.executeWithoutResult(_ -> {
            StudyRow study = locked(id);
            StudySpec grown = StudyDocument.read(StudyDocument.grown(StudyDocument.grown(study), entries));
            Set<String> known =
                    studies.members(id).stream().map(MemberRow::key).collect(Collectors.toCollection(HashSet::new));
            List<MemberRow> added = planner.members(project(study), grown).stream()
                    .filter(member -> !known.contains(member.key()))
                    .toList();
            studies.grow(id, new StudyRow.Addition(clock.now(), user.name(), entries), added);
        });
    }

    /**
     * Decides for or against members that have no experiment.
     *
     * @throws BadRequestException when a key is not that of a member, or the member has an experiment
     */
    void drop(UUID id, List<String> drop, List<String> keep) {
        transaction.executeWithoutResult(_ -> {
            locked(id);
            Map<String, MemberRow> members =
                    studies.members(id).stream().collect(Collectors.toMap(MemberRow::key, each -> each));
            check("/drop/", drop, members);
            check("/keep/", keep, members);
            studies.drop(id, drop, true);
            studies.drop(id, keep, false);
            studies.setFollowed(id, null);
        });
    }

    private static void check(String pointer, List<String> keys, Map<String, MemberRow> members) {
        for (int i = 0; i < keys.size(); i++) {
            MemberRow member = members.get(keys.get(i));
            if (member == null) {
                throw BadRequestException.invalid(pointer + i, "is not the key of a row of the plan");
            }
            if (member.experiment() != null) {
                throw BadRequestException.invalid(pointer + i, "has an experiment; cancel or delete that");
            }
        }
    }

    /**
     * Submits every member that waits. A member whose spec has been run already takes that experiment. A second launch submits what is
     * new since the first, or what the first did not come to before the server ended.
     */
    void launch(UUID id, User user) {
        requireWithinLimit(id);
        transaction.executeWithoutResult(_ -> {
            locked(id);
            studies.setPending(id);
        });
        while (launchSome(id, user, MemberRow::isWaiting) == BATCH) {}
        transaction.executeWithoutResult(
                _ -> audit.record(user, AuditLog.Action.STUDY_LAUNCHED, get(id).name() + " " + id));
    }

    /**
     * Checks that what waits keeps the study's limit of FLOPs.
     *
     * @throws FlopsLimitException when it does not
     */
    private void requireWithinLimit(UUID id) {
        Double limit = get(id).settings().flopsLimit();
        double wanted = studies.flopsSubmitted(id) + plan(id).totals().flops();
        if (limit != null && wanted > limit) {
            throw new FlopsLimitException(wanted, limit);
        }
    }

    /** Submits the members that were launched before the runs that they go on from had ended, if these have ended now. */
    void launchPending(UUID id, User user) {
        while (launchSome(id, user, row -> row.pending() && row.isWaiting()) == BATCH) {}
    }

    /** Submits the first members that may begin, in one transaction, and returns how many they were. */
    private int launchSome(UUID id, User user, Predicate<MemberRow> wanted) {
        Integer launched = transaction.execute(_ -> {
            StudyRow study = locked(id);
            Project project = project(study);
            int priority = study.settings().priority();
            List<MemberRow> members = studies.members(id);
            StudyTrunks trunks = new StudyTrunks(members, runs.states(id), spec -> experiments.canStart(project, spec));
            List<MemberRow> waiting = members.stream()
                    .filter(wanted)
                    .filter(trunks::haveEnded)
                    .limit(BATCH)
                    .map(trunks::goingOn)
                    .toList();
            Map<Integer, UUID> same = planner.same(project, waiting);
            for (int i = 0; i < waiting.size(); i++) {
                UUID before = same.get(i);
                UUID experiment = before != null ? before : submit(project, waiting.get(i), priority, user);
                MemberRow row = waiting.get(i);
                studies.setExperiment(id, row.key(), row.spec(), experiment, before != null);
            }
            studies.setLaunched(id);
            return waiting.size();
        });
        return launched == null ? 0 : launched;
    }

    private UUID submit(Project project, MemberRow member, int priority, User user) {
        ExperimentSpec spec = SpecReader.read(json.readTree(Objects.requireNonNull(member.spec())));
        return experiments.submit(project, user, priority, List.of(), spec);
    }

    /**
     * Adds members that follow from results, and submits them. Where that would exceed the limit of FLOPs, they wait for a launch.
     */
    void extend(UUID id, List<Member> members, User user) {
        StudyRow study = get(id);
        List<MemberRow> rows = planner.rows(project(study), members);
        transaction.executeWithoutResult(_ -> {
            locked(id);
            Set<String> known = studies.members(id).stream().map(MemberRow::key).collect(Collectors.toSet());
            // Another server may have added them since.
            studies.extend(
                    id, rows.stream().filter(row -> !known.contains(row.key())).toList());
        });
        try {
            launch(id, user);
        } catch (FlopsLimitException e) {
            log.info("Study {} does not go on: {}", id, e.getMessage());
        }
    }

    /** Changes how a study is run. Its experiments in the queue get the new priority. */
    void change(UUID id, StudySettings settings, User user) {
        transaction.executeWithoutResult(_ -> {
            locked(id);
            studies.setSettings(id, settings);
        });
        actions.prioritise(get(id).projectId(), own(id), settings.priority());
        audit.record(user, AuditLog.Action.STUDY_CHANGED, get(id).name() + " " + id);
    }

    /** Returns the experiments that the study has submitted itself. */
    private List<UUID> own(UUID id) {
        return studies.members(id).stream()
                .filter(member -> !member.reused())
                .map(MemberRow::experiment)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Does the same with every experiment that the study has submitted. Reused ones are left alone. */
    List<ExperimentActions.Result> act(UUID id, ExperimentAction action, User user) {
        return actions.apply(get(id).projectId(), own(id), action, List.of(), user);
    }

    /** Deletes a study. Its experiments stay. */
    void delete(UUID id, User user) {
        transaction.executeWithoutResult(_ -> {
            StudyRow study = locked(id);
            if (user.role() != User.Role.ADMIN && !user.id().equals(study.createdBy())) {
                throw new NotStudyOwnerException();
            }
            studies.delete(id);
            audit.record(user, AuditLog.Action.STUDY_DELETED, study.name() + " " + id);
        });
    }

    private StudyRow locked(UUID id) {
        return studies.findForUpdate(id).orElseThrow(() -> NotFoundException.of("study", id));
    }
}
