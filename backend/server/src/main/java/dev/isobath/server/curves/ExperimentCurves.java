package dev.isobath.server.curves;

import java.util.List;
import java.util.UUID;

/** The curves of one experiment among several. */
public record ExperimentCurves(UUID id, List<Curve> curves) {}
