/**
 * Trains one model from its spec, alone in its process. {@link dev.isobath.training.Training} is the way in; the training loop in this package
 * stands on the rooms below it. {@code package.md} beside this file lists the rooms.
 */
@NullMarked
package dev.isobath.training;

import org.jspecify.annotations.NullMarked;
