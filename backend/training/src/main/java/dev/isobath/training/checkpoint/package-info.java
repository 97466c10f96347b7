/**
 * The checkpoint file: everything that a run needs to go on as if it had never stopped. It uses the rooms up to {@code metrics}.
 */
@NullMarked
package dev.isobath.training.checkpoint;

import org.jspecify.annotations.NullMarked;
