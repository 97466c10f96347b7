package dev.isobath.worker.attempt;

/**
 * A checkpoint that is complete on disk.
 *
 * @param file its path, relative to the attempt's folder
 */
record SavedCheckpoint(long step, String file) {}
