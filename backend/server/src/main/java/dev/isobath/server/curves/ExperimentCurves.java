package dev.isobath.server.curves;

import java.util.List;
import java.util.UUID;

/** The curves of one of several experiments. */
public record ExperimentCurves(UUID id, List<Curve> curves) {}
