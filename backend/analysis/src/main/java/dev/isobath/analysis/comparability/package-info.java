/**
 * Which runs may be analysed together, and why others may not.
 */
@NullMarked
package dev.isobath.analysis.comparability;

import org.jspecify.annotations.NullMarked;
