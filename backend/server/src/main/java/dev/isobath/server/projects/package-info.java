/** Projects of teams. Experiments, corpora and tokenizers belong to a project. */
@ApplicationModule(allowedDependencies = {"problems"})
@NullMarked
package dev.isobath.server.projects;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
