@NullMarked
package dev.isobath.analysis.routing;

import org.jspecify.annotations.NullMarked;
