@NullMarked
package dev.isobath.training.bench;

import org.jspecify.annotations.NullMarked;
