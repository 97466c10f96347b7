/**
 * {@code ./isobath bench training}: the speed of the engine beside what the machine could do and what others do on it. How to
 * read its table is in docs/benchmarks.md.
 */
@NullMarked
package dev.isobath.training.bench;

import org.jspecify.annotations.NullMarked;
