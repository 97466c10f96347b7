/**
 * What a trained model can be asked: continuations of a prompt, drawn token by token with cached keys and values, and the logits of a text. It uses
 * the rooms up to {@code checkpoint}, and {@code data} for the tokenizer.
 */
@NullMarked
package dev.isobath.training.sampling;

import org.jspecify.annotations.NullMarked;
