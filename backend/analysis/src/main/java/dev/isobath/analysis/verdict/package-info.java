/**
 * From a difference to a verdict: what a variant gains or loses against a baseline, and whether the seeds settle it.
 */
@NullMarked
package dev.isobath.analysis.verdict;

import org.jspecify.annotations.NullMarked;
