/** Who may do what: people, their sessions and API tokens, and the tokens worker nodes join with. */
@ApplicationModule(allowedDependencies = {"home", "problems"})
@NullMarked
package dev.isobath.server.accounts;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
