package dev.isobath.server.projects;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.UUID;

/**
 * A project of a team. Experiments, corpora and tokenizers belong to a project.
 *
 * @param name the name in addresses
 * @param title the title that users see
 */
public record Project(@JsonIgnore UUID id, String name, String title) {}
