/**
 * From runs to scaling laws: the best size at one budget, the loss surface over size and tokens, and frontiers over budgets.
 */
@NullMarked
package dev.isobath.analysis.scaling;

import org.jspecify.annotations.NullMarked;
