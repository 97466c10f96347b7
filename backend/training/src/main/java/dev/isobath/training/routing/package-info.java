/**
 * Decides which tokens go where. Routers choose the tokens of a block, and experts and tokens choose each other. The room shows choices
 * ({@code Selection}, {@code Dispatch}) and traces of them; it computes no attention and no feed-forward. It uses {@code engine}.
 */
@NullMarked
package dev.isobath.training.routing;

import org.jspecify.annotations.NullMarked;
