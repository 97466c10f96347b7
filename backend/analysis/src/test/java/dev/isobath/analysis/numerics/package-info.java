@NullMarked
package dev.isobath.analysis.numerics;

import org.jspecify.annotations.NullMarked;
