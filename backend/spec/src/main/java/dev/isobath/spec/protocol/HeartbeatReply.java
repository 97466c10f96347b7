package dev.isobath.spec.protocol;

/** What the attempt is to do next. */
public record HeartbeatReply(Action action) {

    /** In JSON by these names. */
    public enum Action {
        CONTINUE,
        /** Take a checkpoint now, then go on. */
        CHECKPOINT,
        /** Stop within a step: cancelled or paused. A checkpoint is taken first. */
        STOP
    }
}
