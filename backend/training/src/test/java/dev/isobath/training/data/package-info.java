/** From text to tokens. */
@NullMarked
package dev.isobath.training.data;

import org.jspecify.annotations.NullMarked;
