package dev.isobath.server.questions;

import dev.isobath.spec.questions.Question;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks.
 *
 * @param checkpoint one of the experiment's, or null for the latest
 */
record Asked(Question question, @Nullable UUID checkpoint) {}
