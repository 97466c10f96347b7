package dev.isobath.server.tokenizers;

/** Whether experiments can be trained with a tokenizer. */
public enum TokenizerState {
    /** No worker node has given a verdict yet. */
    UNTRIED,
    /** A worker node has encoded and decoded texts with it. */
    USABLE,
    /** The tokenizers library fails at it. */
    UNUSABLE
}
