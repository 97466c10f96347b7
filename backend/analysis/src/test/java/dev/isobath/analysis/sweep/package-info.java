@NullMarked
package dev.isobath.analysis.sweep;

import org.jspecify.annotations.NullMarked;
