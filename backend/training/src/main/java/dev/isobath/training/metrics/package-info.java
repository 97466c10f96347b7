/**
 * The numbers that explain a step. They are computed in Java from the traces that routers, experts and the optimiser leave, so nothing more is
 * executed. The room also decides whether a run has diverged. It uses the rooms up to {@code optimiser}.
 */
@NullMarked
package dev.isobath.training.metrics;

import org.jspecify.annotations.NullMarked;
