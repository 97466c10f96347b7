package dev.isobath.server.studies;

import org.jspecify.annotations.Nullable;

/**
 * How a study is run. Other than what it asks, this may change at any time.
 *
 * @param priority the priority of its experiments in the queue; larger numbers run first
 * @param flopsLimit the most training FLOPs that the experiments which it submits may be planned with in all, or null for any
 * @param stopOnFailure whether the others are cancelled when one of its experiments has failed
 */
record StudySettings(int priority, @Nullable Double flopsLimit, boolean stopOnFailure) {

    static final StudySettings FIRST = new StudySettings(0, null, false);
}
