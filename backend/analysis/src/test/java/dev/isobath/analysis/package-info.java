@NullMarked
package dev.isobath.analysis;

import org.jspecify.annotations.NullMarked;
