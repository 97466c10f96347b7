@NullMarked
package dev.isobath.analysis.verdict;

import org.jspecify.annotations.NullMarked;
