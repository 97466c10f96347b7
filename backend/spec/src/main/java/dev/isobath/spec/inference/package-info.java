/** What a trained checkpoint can be asked, and what it answers; as JSON in the REST API, on the way to a worker node and back. */
@NullMarked
package dev.isobath.spec.inference;

import org.jspecify.annotations.NullMarked;
