/**
 * The arithmetic under the statistics: least squares, Student's t, quantiles, parabolas and seeded noise. Only this module uses it.
 */
@NullMarked
package dev.isobath.analysis.numerics;

import org.jspecify.annotations.NullMarked;
