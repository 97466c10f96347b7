/**
 * The specification of an experiment. The package has immutable records, one reader and one writer for them, and the arithmetic
 * that the server and the workers must agree on: steps, parameters and FLOPs.
 */
@NullMarked
package dev.isobath.spec;

import org.jspecify.annotations.NullMarked;
