package dev.isobath.server.studies;

import dev.isobath.server.accounts.ActiveUsers;
import dev.isobath.server.accounts.User;
import dev.isobath.server.experiments.ExperimentAction;
import dev.isobath.spec.study.Design;
import dev.isobath.spec.study.Member;
import dev.isobath.spec.study.StudyMembers;
import dev.isobath.spec.study.StudySpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Does what follows from the results of a launched study: it goes on from trunks that are there, adds seeds at the best sizes, halves
 * what the study asks to be halved, and stops the others where one has failed and the study asks for that. It compares what is there with what there should be, so a server that is killed goes on later.
 */
@Component
class StudyFollowUps {

    private static final Logger log = LoggerFactory.getLogger(StudyFollowUps.class);

    private final StudyRepository studies;
    private final StudyRuns runs;
    private final StudyService service;
    private final StudyHalvings halvings;
    private final ActiveUsers users;

    StudyFollowUps(
            StudyRepository studies, StudyRuns runs, StudyService service, StudyHalvings halvings, ActiveUsers users) {
        this.studies = studies;
        this.runs = runs;
        this.service = service;
        this.halvings = halvings;
        this.users = users;
    }

    /** Looks at every study that asks for something by itself and of which a run has ended since the last look. */
    void follow() {
        for (UUID id : studies.toFollow()) {
            try {
                follow(id);
            } catch (RuntimeException e) {
                // One study that cannot be followed must not keep the others from it.
                log.warn("Study {} cannot be followed", id, e);
            }
        }
    }

    private void follow(UUID id) {
        String version = runs.version(id);
        StudyRow study = studies.find(id).orElse(null);
        if (study == null) {
            return;
        }
        Optional<User> user = Optional.ofNullable(study.createdBy()).flatMap(users::find);
        if (study.document().has("halving")) {
            // It looks at steps, of which an ended run is no measure.
            user.ifPresent(each -> halve(study, each));
        }
        if (version.equals(study.followed())) {
            return;
        }
        if (user.isPresent()) {
            if (study.settings().stopOnFailure()) {
                stopOthers(study, user.get());
            }
            service.launchPending(id, user.get());
            addSeeds(study, user.get());
        }
        // What ended while this ran has made another version, and is looked at next time.
        studies.setFollowed(id, version);
    }

    private void halve(StudyRow study, User user) {
        StudyDocument.read(StudyDocument.grown(study)).halving().ifPresent(each -> halvings.follow(study, each, user));
    }

    private void stopOthers(StudyRow study, User user) {
        if (runs.states(study.id()).containsValue("FAILED")) {
            service.act(study.id(), ExperimentAction.CANCEL, user);
        }
    }

    private void addSeeds(StudyRow study, User user) {
        StudySpec grown = StudyDocument.read(StudyDocument.grown(study));
        if (!(grown.design() instanceof Design.IsoFlop design)
                || design.seedsAtBest().isEmpty()) {
            return;
        }
        List<MemberRow> members = studies.members(study.id());
        Set<String> known = members.stream().map(MemberRow::key).collect(Collectors.toSet());
        List<Member> missing = best(study.id(), members).stream()
                .flatMap(run -> StudyMembers.at(grown, run.variant(), run.point(), design.seedsAtBest()).stream())
                .filter(member -> !known.contains(member.key()))
                .toList();
        if (!missing.isEmpty()) {
            service.extend(study.id(), missing, user);
            log.info("Study {} has {} more experiments at its best sizes", study.id(), missing.size());
        }
    }

    /**
     * Returns a run of the best size of each variant and budget of which every experiment has ended. The best size has the lowest mean
     * loss. A mean over more seeds may move it to another size, which then gets its seeds too: the least of single losses is lower than
     * what more seeds confirm.
     */
    private List<StudyRun> best(UUID study, List<MemberRow> members) {
        record Group(String variant, double budget) {}
        Map<UUID, String> states = runs.states(study);
        Set<Group> going = members.stream()
                .filter(member -> member.isWaiting()
                        || Optional.ofNullable(member.experiment())
                                .map(states::get)
                                .filter(Set.of("QUEUED", "RUNNING", "PAUSED")::contains)
                                .isPresent())
                .map(member -> new Group(member.variant(), Objects.requireNonNull(member.budget())))
                .collect(Collectors.toSet());
        Map<Group, List<StudyRun>> groups = StudyAnalyser.grouped(
                runs.finished(study).stream()
                        .filter(run -> Double.isFinite(run.loss()))
                        .toList(),
                run -> new Group(run.variant(), Objects.requireNonNull(run.budget())));
        return groups.entrySet().stream()
                .filter(group -> !going.contains(group.getKey()))
                .map(group -> BestSettings.runsAtBest(group.getValue()).getFirst())
                .toList();
    }
}
