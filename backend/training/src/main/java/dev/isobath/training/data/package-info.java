/**
 * Text on its way to token numbers: the held-out split, the tokenizers, and the file that keeps the tokens. The room knows nothing of the model. {@code
 * docs/data.md} describes it in full.
 */
@NullMarked
package dev.isobath.training.data;

import org.jspecify.annotations.NullMarked;
