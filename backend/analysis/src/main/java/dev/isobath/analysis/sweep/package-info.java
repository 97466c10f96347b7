/**
 * Sweeps of the learning rate, and means over seeds.
 */
@NullMarked
package dev.isobath.analysis.sweep;

import org.jspecify.annotations.NullMarked;
