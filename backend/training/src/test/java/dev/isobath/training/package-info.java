/**
 * The tests are a course on the training engine, from single operations to whole runs. Read them in the order of their numbers.
 */
@NullMarked
package dev.isobath.training;

import org.jspecify.annotations.NullMarked;
