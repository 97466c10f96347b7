/**
 * Files of the worker node: JSON, durable replacement and digests. It uses no other room.
 */
@NullMarked
package dev.isobath.worker.files;

import org.jspecify.annotations.NullMarked;
