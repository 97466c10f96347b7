package dev.isobath.server.experiments;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An experiment that is deleted and can be restored. */
record DeletedExperiment(
        UUID id, UUID project, String name, @Nullable UUID createdBy) {}
