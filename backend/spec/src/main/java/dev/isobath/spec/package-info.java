/**
 * What an experiment is: immutable records, their one reader and writer, and the arithmetic on them that both the server
 * and the workers must agree on (steps, parameters, FLOPs).
 */
@NullMarked
package dev.isobath.spec;

import org.jspecify.annotations.NullMarked;
