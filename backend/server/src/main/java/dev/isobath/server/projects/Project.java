package dev.isobath.server.projects;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.UUID;

/**
 * A team's space.
 *
 * @param name in addresses
 * @param title for people
 */
public record Project(@JsonIgnore UUID id, String name, String title) {}
