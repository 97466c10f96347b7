/**
 * Commands of {@code ./isobath} that are clients of a running server: a first comparison on generated tales, and a study from a file. They
 * run beside the server and use only its REST API. Other commands start a server of their own with what is here.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.isobath.server.commands;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
