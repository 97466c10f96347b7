package dev.isobath.spec.protocol;

/**
 * An attempt is alive.
 *
 * @param step optimiser steps done
 */
public record Heartbeat(long step) {}
