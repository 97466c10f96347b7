package dev.isobath.server.studies;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.RateSchedule;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.SpecWriter;
import dev.isobath.spec.StartFrom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Experiments that share a trunk: one with a larger budget goes on from where the one with the next smaller budget begins its
 * cool-down (2405.18392). It is submitted when that one has ended. Where there is no such checkpoint, it runs from its first step.
 */
final class StudyTrunks {

    /** Stands in a planned spec for the experiment that is not there yet. */
    private static final UUID LATER = new UUID(0, 0);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Map<String, MemberRow> members;
    private final Map<UUID, String> states;
    private final Predicate<ExperimentSpec> canStart;

    /**
     * Makes the view of a study's members at a moment.
     *
     * @param states the state of each experiment that is there
     * @param canStart whether the checkpoint that a spec starts from is there
     */
    StudyTrunks(List<MemberRow> members, Map<UUID, String> states, Predicate<ExperimentSpec> canStart) {
        this.members = byKey(members);
        this.states = states;
        this.canStart = canStart;
    }

    /** Returns members whose specs begin with the trunks that they share. */
    static List<MemberRow> shared(List<MemberRow> rows) {
        Map<String, MemberRow> byKey = byKey(rows);
        return rows.stream().map(row -> shared(row, byKey)).toList();
    }

    private static MemberRow shared(MemberRow row, Map<String, MemberRow> rows) {
        if (row.spec() == null || row.problem() != null) {
            return row;
        }
        ExperimentSpec spec = read(row.spec());
        if (spec.training().schedule() != RateSchedule.WSD) {
            return row.withProblem("a shared trunk needs training.schedule wsd; set it, or leave trunk out");
        }
        long trunk = Optional.ofNullable(row.trunk())
                .map(rows::get)
                .filter(smaller -> smaller.problem() == null)
                .map(MemberRow::spec)
                .map(smaller -> read(smaller).trunkSteps().orElse(0))
                .orElse(0L);
        long warmup = spec.training().warmupSteps(spec.steps());
        if (trunk == 0) {
            return row;
        }
        return warmup > trunk
                ? row.withProblem(
                        ("its warm-up of %d steps would end behind the %d steps of the trunk; lower training.warmup, "
                                        + "or leave trunk out")
                                .formatted(warmup, trunk))
                : row.withSpec(startingFrom(row.spec(), LATER, trunk));
    }

    /** Returns whether the run that a member goes on from will do no more steps. */
    boolean haveEnded(MemberRow row) {
        MemberRow smaller = smaller(row);
        if (smaller == null) {
            return true;
        }
        String state = state(smaller);
        return !smaller.isWaiting()
                && (state == null || List.of("FINISHED", "FAILED", "CANCELLED").contains(state));
    }

    /** Returns a member with the spec that it is submitted with: one that goes on from the trunk, if that is there. */
    MemberRow goingOn(MemberRow row) {
        String planned = Objects.requireNonNull(row.spec(), "a member that is submitted has a spec");
        Optional<StartFrom> start = read(planned)
                .training()
                .startFrom()
                .filter(each -> each.experiment().equals(LATER));
        if (start.isEmpty()) {
            return row;
        }
        MemberRow smaller = smaller(row);
        if (smaller != null && smaller.experiment() != null && "FINISHED".equals(state(smaller))) {
            String going =
                    startingFrom(planned, smaller.experiment(), start.get().step());
            if (canStart.test(read(going))) {
                return row.withSpec(going);
            }
        }
        ObjectNode alone = JSON.readTree(planned).asObject();
        alone.withObject("/training").remove("startFrom");
        return row.withSpec(alone.toString());
    }

    private @Nullable MemberRow smaller(MemberRow row) {
        return row.trunk() == null ? null : members.get(row.trunk());
    }

    private @Nullable String state(MemberRow row) {
        return row.experiment() == null ? null : states.get(row.experiment());
    }

    private static Map<String, MemberRow> byKey(List<MemberRow> rows) {
        return rows.stream().collect(Collectors.toMap(MemberRow::key, Function.identity()));
    }

    private static String startingFrom(String spec, UUID experiment, long step) {
        ObjectNode tree = JSON.readTree(spec).asObject();
        tree.withObject("/training")
                .putObject("startFrom")
                .put("experiment", experiment.toString())
                .put("step", step)
                .put("state", StartFrom.State.ALL.text());
        return SpecWriter.write(SpecReader.read(tree)).toString();
    }

    private static ExperimentSpec read(String spec) {
        return SpecReader.read(JSON.readTree(spec));
    }
}
