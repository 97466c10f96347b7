package dev.isobath.spec.protocol;

/** The reply to a heartbeat. It says what the attempt must do next. */
public record HeartbeatReply(Action action) {

    /** What an attempt must do next. JSON uses the names of these constants. */
    public enum Action {
        /** The attempt goes on. */
        CONTINUE,
        /** The attempt takes a checkpoint now, then goes on. */
        CHECKPOINT,
        /** The attempt takes a checkpoint and stops within a step, because the experiment was cancelled or paused. */
        STOP
    }
}
