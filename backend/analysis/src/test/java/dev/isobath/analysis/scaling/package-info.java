@NullMarked
package dev.isobath.analysis.scaling;

import org.jspecify.annotations.NullMarked;
