/**
 * Text on its way to token numbers: what is held out, how the rest is cut into tokens, and the file that keeps them. {@code
 * docs/data.md} tells it in full.
 */
@NullMarked
package dev.isobath.training.data;

import org.jspecify.annotations.NullMarked;
