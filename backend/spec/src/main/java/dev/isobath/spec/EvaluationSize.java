package dev.isobath.spec;

/** How much held-out text an evaluation reads. */
public sealed interface EvaluationSize {

    /**
     * A number of tokens. The windows that are read do not depend on the batch, so held-out losses of runs with other batches are of the
     * same tokens.
     *
     * @param count the number of tokens; it is rounded down to whole sequences, of which there is at least one
     */
    record Tokens(int count) implements EvaluationSize {}

    /**
     * A number of batches, as in older specs. The windows depend on the batch.
     *
     * @param count the number of batches of B sequences
     */
    record Batches(int count) implements EvaluationSize {}
}
