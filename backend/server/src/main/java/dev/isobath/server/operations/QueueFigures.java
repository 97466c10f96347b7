package dev.isobath.server.operations;

/**
 * How the queue stands at one moment, over all projects.
 *
 * @param queued the experiments that wait
 * @param running the experiments that are trained
 * @param oldestSeconds how long the oldest of the waiting experiments has waited, in seconds; 0 when none waits
 * @param nodes the worker nodes that have called in the last 90 seconds
 * @param slots the attempts that these nodes run at a time
 * @param attempts the attempts that hold a lease
 */
record QueueFigures(long queued, long running, double oldestSeconds, long nodes, long slots, long attempts) {}
