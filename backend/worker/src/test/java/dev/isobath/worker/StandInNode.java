package dev.isobath.worker;

/** The worker node's program with {@link StandInAttempt} in place of training, {@link StandInAnswerer} in that of sampling. */
final class StandInNode {

    private StandInNode() {}

    public static void main(String[] args) throws InterruptedException {
        WorkerNode.start(args, StandInAttempt.class.getName(), StandInAnswerer.class.getName());
    }
}
