/**
 * Trials of tokenizers, from their lease to their result: the node's side and the process that runs the library. It uses {@code connection}, {@code
 * downloads}, {@code process} and {@code files}.
 */
@NullMarked
package dev.isobath.worker.trial;

import org.jspecify.annotations.NullMarked;
