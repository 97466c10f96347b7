@NullMarked
package dev.isobath.analysis.comparability;

import org.jspecify.annotations.NullMarked;
