package dev.isobath.spec.protocol;

/**
 * A worker reports that an attempt is alive.
 *
 * @param step the number of optimiser steps done
 */
public record Heartbeat(long step) {}
