/** The filter language: which experiments a list shows, and in which order. {@code docs/filter.md} describes it. */
@NamedInterface("filter")
@NullMarked
package dev.isobath.server.experiments.filter;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
