/** The memory that training takes, in closed form from the spec. */
@NullMarked
package dev.isobath.spec.memory;

import org.jspecify.annotations.NullMarked;
