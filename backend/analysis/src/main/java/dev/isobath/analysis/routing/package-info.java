/**
 * Statistics of routing: predictors as classifiers, depth against other quantities of a token, overlap between blocks.
 */
@NullMarked
package dev.isobath.analysis.routing;

import org.jspecify.annotations.NullMarked;
