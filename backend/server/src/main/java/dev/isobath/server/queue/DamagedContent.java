package dev.isobath.server.queue;

import dev.isobath.server.checkpoints.Checkpoint;
import dev.isobath.server.checkpoints.CheckpointInspector;
import dev.isobath.server.checkpoints.CheckpointRepository;
import dev.isobath.server.checkpoints.StartPointRepository;
import dev.isobath.server.experiments.Attempt;
import dev.isobath.server.experiments.Experiment;
import dev.isobath.server.experiments.ExperimentSignals;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Decides what becomes of an attempt whose content is damaged. A damaged checkpoint of the experiment is recorded as such, and the next
 * attempt resumes from the one before. Other content has no replacement, so the experiment fails and says what is damaged.
 */
@Component
class DamagedContent {

    private final CheckpointRepository checkpoints;
    private final StartPointRepository starts;
    private final CheckpointInspector inspector;
    private final ExperimentSignals signals;

    DamagedContent(
            CheckpointRepository checkpoints,
            StartPointRepository starts,
            CheckpointInspector inspector,
            ExperimentSignals signals) {
        this.checkpoints = checkpoints;
        this.starts = starts;
        this.inspector = inspector;
        this.signals = signals;
    }

    /** Returns the digest of the experiment's checkpoint that an attempt began with. */
    Optional<String> checkpoint(Experiment experiment, Attempt attempt) {
        return checkpoints.list(experiment.id()).stream()
                .filter(checkpoint -> checkpoint.step() == attempt.resumedFromStep())
                .map(Checkpoint::sha256)
                .findFirst();
    }

    /** Returns the digest of the checkpoint of another experiment that the spec starts from. */
    Optional<String> start(Experiment experiment) {
        return starts.kept(experiment.id()).map(StartPointRepository.Kept::sha256);
    }

    /**
     * Examines the checkpoint that an attempt began with, because its worker node says that it is damaged. A node with a broken memory or
     * disk says so of sound ones too.
     *
     * @return whether the checkpoint is damaged; the attempt has ended then
     */
    boolean endIfDamaged(Experiment experiment, Attempt attempt, Instant now) {
        Optional<String> own = checkpoint(experiment, attempt);
        Optional<String> sha256 = own.or(() -> start(experiment));
        Optional<String> damage = sha256.flatMap(inspector::findDamage);
        damage.ifPresent(words -> end(
                experiment,
                attempt,
                own.isPresent() ? AttemptContent.CHECKPOINT : AttemptContent.START,
                sha256.orElseThrow(),
                words,
                now));
        return damage.isPresent();
    }

    /**
     * Ends an attempt whose content is damaged.
     *
     * @param damage what is wrong with the content, as a clause
     */
    void end(
            Experiment experiment, Attempt attempt, AttemptContent content, String sha256, String damage, Instant now) {
        switch (content) {
            case CHECKPOINT -> {
                checkpoints.recordDamage(sha256, damage);
                experiment.takeBack(
                        attempt,
                        "the checkpoint of step %d cannot be used: %s".formatted(attempt.resumedFromStep(), damage),
                        now);
            }
            case START -> {
                checkpoints.recordDamage(sha256, damage);
                experiment.fail(attempt, "%s cannot be used: %s".formatted(content.words(), damage), now);
            }
            case CORPUS, DOCUMENTS, TOKENIZER ->
                experiment.fail(
                        attempt,
                        ("%s cannot be used: %s; upload the same file again under another name, which replaces the content, "
                                        + "and then try this experiment again")
                                .formatted(content.words(), damage),
                        now);
        }
        signals.queued(experiment);
    }
}
