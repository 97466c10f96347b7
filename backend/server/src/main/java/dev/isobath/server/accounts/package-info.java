/** User accounts, their sessions and API tokens, the tokens with which worker nodes join, and the audit log. */
@ApplicationModule(allowedDependencies = {"home", "problems", "signals"})
@NullMarked
package dev.isobath.server.accounts;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
