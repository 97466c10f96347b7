/**
 * The benchmarks {@code ./isobath bench training} and {@code ./isobath bench sampling}: the speed of the engine beside what the machine could do and
 * what other programs do on it. {@code docs/benchmarks.md} says how to read their tables. The room uses every other room, and none uses it.
 */
@NullMarked
package dev.isobath.training.bench;

import org.jspecify.annotations.NullMarked;
