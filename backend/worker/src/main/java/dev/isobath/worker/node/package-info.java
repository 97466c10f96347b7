/**
 * The node itself: its options, its folder, and the slots that take one lease after the other. It uses every room below it.
 */
@NullMarked
package dev.isobath.worker.node;

import org.jspecify.annotations.NullMarked;
