/**
 * The statistics of studies. This package has what every statistic is made of: estimates with their intervals, optima, and refusals\n * with their reasons.
 */
@NullMarked
package dev.isobath.analysis;

import org.jspecify.annotations.NullMarked;
