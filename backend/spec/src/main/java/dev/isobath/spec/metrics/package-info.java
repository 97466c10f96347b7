/** The names of everything a run measures, with unit and definition: what workers report, what the dashboard shows. */
@NullMarked
package dev.isobath.spec.metrics;

import org.jspecify.annotations.NullMarked;
