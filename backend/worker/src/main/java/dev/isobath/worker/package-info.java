/** The worker node: leases attempts from the server, runs each in its own process, reports what they measure. */
@NullMarked
package dev.isobath.worker;

import org.jspecify.annotations.NullMarked;
