package dev.isobath.server.studies;

import dev.isobath.server.experiments.PlannedExperiments;
import dev.isobath.server.experiments.PlannedExperiments.Checked;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import dev.isobath.server.projects.Project;
import dev.isobath.server.studies.StudyPlan.Decision;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Shape;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.SpecWriter;
import dev.isobath.spec.study.Design;
import dev.isobath.spec.study.Halving;
import dev.isobath.spec.study.Member;
import dev.isobath.spec.study.StudyMembers;
import dev.isobath.spec.study.StudySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Works out what a study will run and what it will cost. */
@Component
class StudyPlanner {

    private final PlannedExperiments experiments;
    private final RunTimes times;
    private final JsonMapper json;

    StudyPlanner(PlannedExperiments experiments, RunTimes times, JsonMapper json) {
        this.experiments = experiments;
        this.times = times;
        this.json = json;
    }

    /**
     * Makes the members of a study, each checked as if it were submitted.
     *
     * @throws BadRequestException when none of them can be run; the errors are those of the first
     */
    List<MemberRow> members(Project project, StudySpec study) {
        List<Member> members = StudyMembers.of(study);
        List<Checked> checked =
                experiments.check(project, members.stream().map(Member::spec).toList());
        if (checked.stream().allMatch(each -> each.problem() != null)) {
            // The same field is wrong in every member, so that it belongs to what they share.
            throw BadRequestException.invalid(checked.getFirst().errors().stream()
                    .map(error -> new FieldError("/base" + error.pointer(), error.detail()))
                    .toList());
        }
        List<MemberRow> rows = IntStream.range(0, members.size())
                .mapToObj(i -> row(members.get(i), checked.get(i), study.halving()))
                .toList();
        return study.design() instanceof Design.IsoFlop iso && iso.trunk() ? StudyTrunks.shared(rows) : rows;
    }

    /** Makes rows of members that follow from a study's results, each checked as if it were submitted. */
    List<MemberRow> rows(Project project, List<Member> members) {
        List<Checked> checked =
                experiments.check(project, members.stream().map(Member::spec).toList());
        return IntStream.range(0, members.size())
                .mapToObj(i -> row(members.get(i), checked.get(i), Optional.empty()))
                .toList();
    }

    private static MemberRow row(Member member, Checked checked, Optional<Halving> halving) {
        ExperimentSpec spec = checked.spec();
        return new MemberRow(
                member.key(),
                member.variant(),
                boxed(member.budget()),
                boxed(member.learningRate()),
                member.seed(),
                spec == null ? null : SpecWriter.write(spec).toString(),
                problem(checked, halving),
                false,
                false,
                null,
                member.trunk().orElse(null),
                false,
                null);
    }

    private static @Nullable String problem(Checked checked, Optional<Halving> halving) {
        ExperimentSpec spec = checked.spec();
        if (checked.problem() != null || spec == null) {
            return checked.problem();
        }
        return halving.flatMap(each -> unmeasured(spec, each)).orElse(null);
    }

    /** Returns why successive halving could not compare an experiment at the first rung. */
    private static Optional<String> unmeasured(ExperimentSpec spec, Halving halving) {
        long rung = halving.step(0, spec.steps());
        long first = spec.training().evaluateEvery();
        return first <= rung
                ? Optional.empty()
                : Optional.of("its held-out loss is first taken at step %d, behind the first rung at step %d; "
                                .formatted(first, rung)
                        + "lower training.evaluateEvery or raise halving.at");
    }

    private static @Nullable Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    /** Returns the plan of members. */
    StudyPlan plan(Project project, List<MemberRow> members) {
        List<RunTimes.Run> finished = times.finished(project.id());
        List<Optional<ExperimentSpec>> specs = members.stream().map(this::spec).toList();
        Map<Integer, UUID> same = same(project, members, specs);
        List<StudyPlan.Row> rows = IntStream.range(0, members.size())
                .mapToObj(i -> row(members.get(i), specs.get(i), same.get(i), finished))
                .toList();
        return new StudyPlan(rows, totals(rows), RunTimes.pastError(finished).orElse(null));
    }

    private Optional<ExperimentSpec> spec(MemberRow member) {
        return Optional.ofNullable(member.spec()).map(text -> SpecReader.read(json.readTree(text)));
    }

    /** Returns the experiments that would be reused, by the index of the member. */
    Map<Integer, UUID> same(Project project, List<MemberRow> members) {
        return same(project, members, members.stream().map(this::spec).toList());
    }

    private Map<Integer, UUID> same(Project project, List<MemberRow> members, List<Optional<ExperimentSpec>> specs) {
        List<Integer> asked = IntStream.range(0, members.size())
                .filter(i -> members.get(i).isWaiting())
                .boxed()
                .toList();
        Map<Integer, UUID> found = experiments.findSame(
                project.id(),
                asked.stream().map(i -> specs.get(i).orElseThrow()).toList());
        return IntStream.range(0, asked.size())
                .filter(found::containsKey)
                .boxed()
                .collect(Collectors.toMap(asked::get, found::get));
    }

    private static StudyPlan.Row row(
            MemberRow member, Optional<ExperimentSpec> read, @Nullable UUID same, List<RunTimes.Run> finished) {
        ExperimentSpec spec = read.orElse(null);
        Shape shape = spec == null ? null : spec.architecture().shape();
        Long tokens = spec == null ? null : spec.steps() * spec.tokensPerStep();
        return new StudyPlan.Row(
                member.key(),
                member.variant(),
                spec == null ? null : spec.architecture().kind().text(),
                member.budget(),
                member.learningRate(),
                member.seed(),
                decision(member),
                reason(member),
                member.experiment(),
                same,
                member.reused(),
                shape == null ? null : shape.layers(),
                shape == null ? null : shape.width(),
                shape == null ? null : shape.heads(),
                spec == null ? null : spec.parameters(),
                spec == null ? null : spec.activeParameters(),
                spec == null ? null : spec.flopsPerSequence().forward(),
                spec == null ? null : spec.flopsPerStep(),
                spec == null ? null : spec.flopsPlanned(),
                spec == null ? null : spec.steps(),
                spec == null ? null : spec.stepsBefore(),
                tokens,
                spec == null || tokens == null ? null : (double) tokens / spec.parameters(),
                read.flatMap(each -> RunTimes.estimate(each, finished))
                        .map(RunTimes.Estimate::seconds)
                        .orElse(null));
    }

    private static Decision decision(MemberRow member) {
        if (member.experiment() != null) {
            return Decision.LAUNCHED;
        }
        return member.isWaiting() ? Decision.OK : Decision.DROP;
    }

    private static @Nullable String reason(MemberRow member) {
        if (member.stopped() != null) {
            return "cancelled by " + member.stopped();
        }
        return member.problem() == null && member.dropped() ? StudyPlan.BY_HAND : member.problem();
    }

    private static StudyPlan.Totals totals(List<StudyPlan.Row> rows) {
        List<StudyPlan.Row> waiting =
                rows.stream().filter(row -> row.decision() == Decision.OK).toList();
        List<StudyPlan.Row> submitted =
                waiting.stream().filter(row -> row.same() == null).toList();
        List<Double> seconds = new ArrayList<>();
        double flops = 0;
        for (StudyPlan.Row row : submitted) {
            flops += row.flopsPlanned() == null ? 0 : row.flopsPlanned();
            if (row.seconds() != null) {
                seconds.add(row.seconds());
            }
        }
        return new StudyPlan.Totals(
                submitted.size(),
                waiting.size() - submitted.size(),
                count(rows, Decision.DROP),
                count(rows, Decision.LAUNCHED),
                flops,
                seconds.size() == submitted.size()
                        ? seconds.stream().mapToDouble(Double::doubleValue).sum()
                        : null);
    }

    private static int count(List<StudyPlan.Row> rows, Decision decision) {
        return (int) rows.stream().filter(row -> row.decision() == decision).count();
    }
}
