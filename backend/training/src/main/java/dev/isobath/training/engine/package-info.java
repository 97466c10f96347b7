/**
 * Libtorch as the rest of the module uses it. The room loads the native library, calls TorchScript functions, holds weights and number formats,
 * draws random numbers and counts FLOPs. It knows nothing of models. It uses {@code spec} and DJL.
 */
@NullMarked
package dev.isobath.training.engine;

import org.jspecify.annotations.NullMarked;
