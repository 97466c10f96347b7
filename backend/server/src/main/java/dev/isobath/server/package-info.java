/** The server of Isobath: each package below is one business area; only what is public in it may be used by the others. */
@NullMarked
package dev.isobath.server;

import org.jspecify.annotations.NullMarked;
