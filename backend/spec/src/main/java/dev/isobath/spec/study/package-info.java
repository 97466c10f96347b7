/**
 * Studies: what is asked, and which experiments answer it. The package reads a study and works out its members. It knows nothing of
 * what has been run.
 */
@NullMarked
package dev.isobath.spec.study;

import org.jspecify.annotations.NullMarked;
