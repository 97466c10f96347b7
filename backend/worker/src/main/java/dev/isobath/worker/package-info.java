/**
 * The worker node's program. It leases attempts and inference requests from the server, runs each kind in processes of its own, and reports what they
 * measure. This package has the program's entry; the rooms below it do the work.
 */
@NullMarked
package dev.isobath.worker;

import org.jspecify.annotations.NullMarked;
