/**
 * Inference requests to a trained checkpoint, and their results. They are exchanged as JSON with worker nodes, and the REST API is
 * built on them.
 */
@NullMarked
package dev.isobath.spec.inference;

import org.jspecify.annotations.NullMarked;
