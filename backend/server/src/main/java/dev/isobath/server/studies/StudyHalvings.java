package dev.isobath.server.studies;

import dev.isobath.server.accounts.User;
import dev.isobath.server.curves.Axis;
import dev.isobath.server.curves.Curve;
import dev.isobath.server.curves.CurveQuery;
import dev.isobath.server.curves.CurveReader;
import dev.isobath.server.curves.ExperimentCurves;
import dev.isobath.server.experiments.ExperimentAction;
import dev.isobath.server.experiments.ExperimentActions;
import dev.isobath.spec.study.Halving;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stops the worse experiments of a study at the rungs of its successive halving. An experiment that comes to a rung is paused there.
 * When all that compete with it have come there or have ended, the best are resumed and the others are cancelled. Each decision and
 * what it does are one transaction.
 */
@Component
class StudyHalvings {

    private static final Logger log = LoggerFactory.getLogger(StudyHalvings.class);
    private static final String METRIC = "val_loss";

    /** More evaluations than an experiment has before a rung, so that the curve reader gives each of them and no buckets. */
    private static final int EVALUATIONS = 100_000;

    private final StudyRepository studies;
    private final StudyContestants contestants;
    private final CurveReader curves;
    private final ExperimentActions actions;
    private final TransactionTemplate transaction;

    StudyHalvings(
            StudyRepository studies,
            StudyContestants contestants,
            CurveReader curves,
            ExperimentActions actions,
            TransactionTemplate transaction) {
        this.studies = studies;
        this.contestants = contestants;
        this.curves = curves;
        this.actions = actions;
        this.transaction = transaction;
    }

    /** Who competes: experiments of one variant and seed. */
    private record Group(String variant, long seed) {}

    void follow(StudyRow study, Halving halving, User user) {
        List<Contestant> all = contestants.of(study.id());
        if (all.stream().noneMatch(Contestant::goes)) {
            return;
        }
        transaction.executeWithoutResult(_ -> {
            if (studies.findForUpdate(study.id()).isEmpty()) {
                return;
            }
            contestants.of(study.id()).stream()
                    .collect(Collectors.groupingBy(each -> new Group(each.variant(), each.seed())))
                    .values()
                    .forEach(group -> follow(study, halving, group, user));
        });
    }

    private void follow(StudyRow study, Halving halving, List<Contestant> group, User user) {
        int rung = group.stream()
                .filter(each -> !each.isStopped())
                .mapToInt(Contestant::rung)
                .min()
                .orElse(0);
        if (rung >= halving.at().size()) {
            return;
        }
        List<Contestant> here = group.stream().filter(each -> !each.isStopped()).toList();
        if (here.stream().allMatch(each -> each.isAt(halving, rung))) {
            decide(study, halving, rung, here, user);
        } else {
            here.stream()
                    .filter(each -> each.isTraining() && !each.held() && !each.reused() && each.isAt(halving, rung))
                    .forEach(each -> hold(study, each, user));
        }
    }

    private void hold(StudyRow study, Contestant contestant, User user) {
        contestants.hold(study.id(), contestant.key());
        act(study, contestant, ExperimentAction.PAUSE, user, "successive halving, until the others are as far");
    }

    private void decide(StudyRow study, Halving halving, int rung, List<Contestant> here, User user) {
        Map<String, Double> losses = losses(halving, rung, here);
        List<Contestant> ranked = new ArrayList<>(here.stream()
                .filter(each -> !each.isOut())
                .sorted(Comparator.comparingDouble(each -> losses.getOrDefault(each.key(), Double.NaN)))
                .toList());
        int kept = halving.kept(ranked.size());
        for (int i = 0; i < ranked.size(); i++) {
            Contestant contestant = ranked.get(i);
            if (i < kept || !contestant.mayBeStopped()) {
                goOn(study, rung, contestant, user);
            } else {
                String why = String.format(
                        Locale.ROOT,
                        "successive halving at %s of its steps: its %s %.4f is number %d of %d, and %d go on",
                        percent(halving.at().get(rung)),
                        METRIC,
                        losses.getOrDefault(contestant.key(), Double.NaN),
                        i + 1,
                        ranked.size(),
                        kept);
                contestants.stop(study.id(), contestant.key(), why);
                act(study, contestant, ExperimentAction.CANCEL, user, why);
            }
        }
        here.stream().filter(Contestant::isOut).forEach(each -> contestants.pass(study.id(), each.key(), rung + 1));
        log.info("Study {}: {} of {} go on from rung {}", study.id(), kept, ranked.size(), rung + 1);
    }

    private void goOn(StudyRow study, int rung, Contestant contestant, User user) {
        contestants.pass(study.id(), contestant.key(), rung + 1);
        if (contestant.held()) {
            act(study, contestant, ExperimentAction.RESUME, user, "successive halving, as one of the best");
        }
    }

    /** An action that is not possible any more, because somebody was faster, is left out. */
    private void act(StudyRow study, Contestant contestant, ExperimentAction action, User user, String by) {
        actions.apply(study.projectId(), experiment(contestant), action, user, by);
    }

    private static UUID experiment(Contestant contestant) {
        return Objects.requireNonNull(contestant.experiment(), "what has come to a rung has an experiment");
    }

    /** Returns the held-out loss that each experiment had at the rung. */
    private Map<String, Double> losses(Halving halving, int rung, List<Contestant> here) {
        Map<String, Double> losses = new HashMap<>();
        for (Contestant each : here) {
            double last = halving.step(rung, each.steps());
            CurveQuery query = new CurveQuery(List.of(METRIC), Axis.STEP, null, last, EVALUATIONS, null);
            curves.read(List.of(experiment(each)), query).stream()
                    .map(ExperimentCurves::curves)
                    .flatMap(Collection::stream)
                    .forEach(curve -> losses.put(each.key(), lastUntil(curve, last)));
        }
        return losses;
    }

    private static double lastUntil(Curve curve, double step) {
        double last = Double.NaN;
        for (int i = 0; i < curve.x().length && curve.x()[i] <= step; i++) {
            last = curve.y()[i];
        }
        return last;
    }

    private static String percent(double share) {
        return Math.round(share * 100) + " %";
    }
}
