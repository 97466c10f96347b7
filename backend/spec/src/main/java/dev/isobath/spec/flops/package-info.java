/** The count of floating-point operations in closed form, after Chinchilla (2203.15556), appendix F. */
@NullMarked
package dev.isobath.spec.flops;

import org.jspecify.annotations.NullMarked;
