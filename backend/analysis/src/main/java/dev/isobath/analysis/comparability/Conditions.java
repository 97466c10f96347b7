package dev.isobath.analysis.comparability;

/**
 * What a run's loss and FLOPs depend on beside its model.
 *
 * @param run the name of the run
 * @param corpus the corpus, by a name or digest that no other corpus has
 * @param tokenizer the tokenizer, by a name or digest that no other tokenizer has
 * @param evaluationTokens the number of held-out tokens of an evaluation
 * @param flopConvention the name of the convention by which FLOPs are counted
 * @param sequenceLength S, the length of a sequence in tokens
 */
public record Conditions(
        String run,
        String corpus,
        String tokenizer,
        long evaluationTokens,
        String flopConvention,
        int sequenceLength) {}
