package dev.isobath.worker;

import dev.isobath.worker.attempt.StandInAttempt;
import dev.isobath.worker.inference.StandInInference;

/**
 * The worker node's program with {@link StandInAttempt} in place of training and {@link StandInInference} in place of sampling.
 */
final class StandInNode {

    private StandInNode() {}

    public static void main(String[] args) throws InterruptedException {
        WorkerNode.start(args, StandInAttempt.class.getName(), StandInInference.class.getName());
    }
}
