import type { Curve } from "~/shared/api/types";

/** A curve of which each point is known. */
export const aCurve = (metric: string, x: number[], y: Curve["y"]): Curve => ({
  metric,
  x,
  y,
  smoothed: null,
  points: x.length,
  buckets: null,
});
