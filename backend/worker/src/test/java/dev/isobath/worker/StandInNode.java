package dev.isobath.worker;

import dev.isobath.worker.attempt.StandInAttempt;
import dev.isobath.worker.inference.StandInInference;
import dev.isobath.worker.trial.StandInTrial;

/**
 * The worker node's program with {@link StandInAttempt} in place of training, {@link StandInInference} in place of sampling and {@link
 * StandInTrial} in place of the tokenizers library.
 */
final class StandInNode {

    private StandInNode() {}

    public static void main(String[] args) throws InterruptedException {
        WorkerNode.start(
                args, new WorkerNode.Programs(StandInAttempt.class, StandInInference.class, StandInTrial.class));
    }
}
