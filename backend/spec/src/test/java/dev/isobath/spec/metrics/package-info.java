@NullMarked
package dev.isobath.spec.metrics;

import org.jspecify.annotations.NullMarked;
