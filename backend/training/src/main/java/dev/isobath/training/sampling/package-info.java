/**
 * Inference with a trained model: continuations of a prompt, drawn token by token with cached keys and values, and the logits of
 * a text. The room uses the rooms up to {@code checkpoint}, and {@code data} for the tokenizer.
 */
@NullMarked
package dev.isobath.training.sampling;

import org.jspecify.annotations.NullMarked;
