/** The server of Isobath. Each package below is one business area, and the others may use only its public types. */
@NullMarked
package dev.isobath.server;

import org.jspecify.annotations.NullMarked;
