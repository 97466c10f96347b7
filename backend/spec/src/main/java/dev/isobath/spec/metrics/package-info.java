/** The metrics of a run, with their names, units and definitions. Workers report them and the dashboard shows them. */
@NullMarked
package dev.isobath.spec.metrics;

import org.jspecify.annotations.NullMarked;
