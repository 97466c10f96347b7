/**
 * One attempt, from its lease to its finish, on both sides of the process border: the node's side ships what the process measures, and the process
 * trains. It uses {@code connection}, {@code downloads}, {@code process}, {@code system} and {@code files}.
 */
@NullMarked
package dev.isobath.worker.attempt;

import org.jspecify.annotations.NullMarked;
