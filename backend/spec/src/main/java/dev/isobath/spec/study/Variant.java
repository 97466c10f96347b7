package dev.isobath.spec.study;

import tools.jackson.databind.node.ObjectNode;

/**
 * One of the things that a study compares, for example a kind of architecture.
 *
 * @param name the name in tables and charts, unique in the study
 * @param change a merge patch on the study's base (RFC 7396)
 */
public record Variant(String name, ObjectNode change) {}
