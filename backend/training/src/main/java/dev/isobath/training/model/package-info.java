/**
 * The decoder and its blocks, from token numbers to logits and from the loss back to the gradient of every weight. It uses {@code engine} and
 * {@code routing}.
 */
@NullMarked
package dev.isobath.training.model;

import org.jspecify.annotations.NullMarked;
