package dev.isobath.spec;

import java.util.UUID;

/**
 * The checkpoint of another experiment that a run begins with, in place of first weights from the seed.
 *
 * @param experiment the id of the other experiment
 * @param step the optimiser steps after which the checkpoint was taken
 * @param state what is taken over from it
 */
public record StartFrom(UUID experiment, long step, State state) {

    /** What a run takes over from a checkpoint. */
    public enum State implements Named {
        /** Weights, moments, counters and the place in the data. The run goes on as if more steps had been asked for at first. */
        ALL("all"),
        /** The weights alone. The run begins at step 1 with a new optimiser. */
        WEIGHTS("weights");

        private final String text;

        State(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    /** Returns the steps of the run that are done when it begins: those of the checkpoint, or none with weights alone. */
    public long stepsBefore() {
        return switch (state) {
            case ALL -> step;
            case WEIGHTS -> 0;
        };
    }
}
