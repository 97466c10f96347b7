/**
 * The REST API of MLflow, with which other programs log their runs to Isobath and read from it (docs/mlflow.md). What they log is stored as
 * experiments of the kind {@code external}.
 */
@ApplicationModule(allowedDependencies = {"accounts", "curves", "database", "experiments", "problems", "projects"})
@NullMarked
package dev.isobath.server.mlflow;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
