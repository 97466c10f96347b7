package dev.isobath.server.experiments;

import java.util.List;
import java.util.Optional;

/**
 * An attempt goes on from a checkpoint that another class of processor computed. Only on one class does a resumed run take the same steps
 * as a run that was never stopped.
 *
 * @param step the step of the checkpoint
 */
record ProcessorChange(String before, String after, long step) {

    /**
     * Compares the attempt that took the checkpoint with the attempt that goes on from it. There is no change to speak of when one of
     * the classes is unknown.
     *
     * @param earlier the attempts so far, the oldest first
     */
    static Optional<ProcessorChange> find(List<Attempt> earlier, long step, Attempt.Place place) {
        String after = place.processorClass();
        if (step == 0 || after == null) {
            return Optional.empty();
        }
        // An attempt deletes the checkpoints after the one that it starts from. So the last attempt that started below
        // took this one.
        return earlier.stream()
                .filter(attempt -> attempt.resumedFromStep() < step)
                .reduce((_, later) -> later)
                .map(Attempt::processorClass)
                .filter(before -> !before.equals(after))
                .map(before -> new ProcessorChange(before, after, step));
    }

    String text() {
        return "computed on %s up to step %d and on %s from there, so the last digits may differ from those of a run on one class of processor"
                .formatted(before, step, after);
    }
}
