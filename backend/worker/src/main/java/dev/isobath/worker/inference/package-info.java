/**
 * Inference requests, from their lease to their result, on both sides of the process border. It uses {@code connection}, {@code downloads}, {@code
 * process} and {@code files}.
 */
@NullMarked
package dev.isobath.worker.inference;

import org.jspecify.annotations.NullMarked;
