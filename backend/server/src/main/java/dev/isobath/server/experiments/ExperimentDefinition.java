package dev.isobath.server.experiments;

import dev.isobath.server.accounts.User;
import dev.isobath.server.projects.Project;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.SpecWriter;
import dev.isobath.spec.flops.Flops;
import dev.isobath.spec.memory.MemoryNeed;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The part of an experiment that does not depend on its state: the spec that was submitted, its cost, and the texts with which
 * users describe the experiment. Its columns belong to the table of {@link Experiment}.
 */
@MappedSuperclass
abstract class ExperimentDefinition {

    private UUID projectId;
    private String name;
    private String kind;
    private int priority;
    private String spec;
    /** Null in the experiments of other programs. */
    private @Nullable UUID corpusId;

    private @Nullable UUID tokenizerId;
    private long steps;
    private long parameters;
    private String flopsConvention;
    private long flopsPerStep;
    private double flopsPlanned;

    /** Null in experiments of earlier versions. */
    @SuppressWarnings("UnusedVariable") // read by the queue, in SQL
    private @Nullable Long memoryBytes;

    @SuppressWarnings("UnusedVariable") // read by the queue, in SQL
    private @Nullable Long deviceMemoryBytes;

    private String[] tags;
    private String notes;

    private @Nullable UUID createdBy;

    private @Nullable String createdByName;

    @SuppressWarnings("UnusedVariable") // read in queries
    private @Nullable String idempotencyKey;

    private Instant createdAt;

    @SuppressWarnings("NullAway.Init")
    protected ExperimentDefinition() {}

    ExperimentDefinition(
            Submission submission, ExperimentSpec spec, UUID corpusId, @Nullable UUID tokenizerId, Instant now) {
        this.projectId = submission.project().id();
        this.name = spec.name();
        this.kind = spec.architecture().kind().text();
        this.priority = submission.priority();
        this.spec = SpecWriter.write(spec).toString();
        this.corpusId = corpusId;
        this.tokenizerId = tokenizerId;
        this.steps = spec.steps();
        this.parameters = spec.parameters();
        this.flopsConvention = Flops.CONVENTION;
        this.flopsPerStep = spec.flopsPerStep();
        this.flopsPlanned = spec.flopsPlanned();
        MemoryNeed memory = MemoryNeed.of(spec);
        this.memoryBytes = memory.hostBytes();
        this.deviceMemoryBytes = memory.deviceBytes();
        this.tags = submission.tags().toArray(String[]::new);
        this.notes = "";
        this.createdBy = submission.user().id();
        this.createdByName = submission.user().name();
        this.idempotencyKey = submission.idempotencyKey();
        this.createdAt = now;
    }

    /** Makes the definition of an experiment that another program runs. Nothing is known of its size and its cost. */
    ExperimentDefinition(Project project, User user, String name, Instant now) {
        this.projectId = project.id();
        this.name = name;
        this.kind = ExternalSpec.KIND;
        this.spec = ExternalSpec.withoutParams().toString();
        this.flopsConvention = ExternalSpec.FLOPS_CONVENTION;
        this.tags = new String[0];
        this.notes = "";
        this.createdBy = user.id();
        this.createdByName = user.name();
        this.createdAt = now;
    }

    /** Returns whether another program runs the experiment, which has no spec of ours then. */
    public boolean isExternal() {
        return ExternalSpec.KIND.equals(kind);
    }

    /** Replaces the spec of an experiment of another program, which has logged further params. */
    void replaceExternalSpec(String changed) {
        spec = changed;
    }

    /** Changes the fields that the change names. */
    void describe(ExperimentChange change) {
        name = change.name() != null ? change.name() : name;
        notes = change.notes() != null ? change.notes() : notes;
        priority = change.priority() != null ? change.priority() : priority;
        tags = change.tags() != null ? change.tags().toArray(String[]::new) : tags;
    }

    /** Lets a spec be submitted again under the same key. */
    void forgetIdempotencyKey() {
        idempotencyKey = null;
    }

    public UUID projectId() {
        return projectId;
    }

    public String name() {
        return name;
    }

    public String kind() {
        return kind;
    }

    public int priority() {
        return priority;
    }

    /** Returns the spec in canonical JSON. */
    public String spec() {
        return spec;
    }

    /** Returns the corpus of an experiment that worker nodes train. */
    public UUID corpusId() {
        return Objects.requireNonNull(corpusId, "an external experiment has no corpus");
    }

    /** Returns the project's tokenizer that the spec names, or null when it names none. */
    public @Nullable UUID tokenizerId() {
        return tokenizerId;
    }

    public long steps() {
        return steps;
    }

    /** Returns the tokens of a step: batch x sequence length. */
    long tokensPerStep() {
        return SpecReader.read(JsonMapper.shared().readTree(spec)).tokensPerStep();
    }

    /** Returns the step before the cool-down, from which longer runs can go on: see {@link ExperimentSpec#trunkSteps}. */
    public OptionalLong trunkSteps() {
        return SpecReader.read(JsonMapper.shared().readTree(spec)).trunkSteps();
    }

    long parameters() {
        return parameters;
    }

    String flopsConvention() {
        return flopsConvention;
    }

    long flopsPerStep() {
        return flopsPerStep;
    }

    double flopsPlanned() {
        return flopsPlanned;
    }

    List<String> tags() {
        return List.of(tags);
    }

    String notes() {
        return notes;
    }

    @Nullable
    UUID createdBy() {
        return createdBy;
    }

    @Nullable
    String createdByName() {
        return createdByName;
    }

    Instant createdAt() {
        return createdAt;
    }
}
