import type { Curve } from "~/shared/api/types";
import type { Trace } from "~/shared/chart/model";
import { nearest } from "~/shared/chart/points";

type CurvePoints = Pick<Trace, "x" | "y" | "spread" | "last" | "smoothed">;

/** Converts values of the API. Those that are not finite are strings there. */
const numbers = (values: readonly (number | string)[]): number[] => values.map(Number);

/** Converts a curve for a chart. A curve that does not exist has no points. */
export function curvePoints(curve: Curve | undefined): CurvePoints {
  if (!curve) return { x: [], y: [] };
  return {
    x: curve.x,
    y: numbers(curve.y),
    ...(curve.buckets && {
      spread: spread(curve, curve.buckets),
      last: numbers(curve.buckets.last).at(-1),
    }),
    smoothed: curve.smoothed ? { x: curve.x, y: numbers(curve.smoothed) } : undefined,
  };
}

/** The area of buckets from their least to their greatest values, over the whole width of each, so that no spike is lost. */
function spread(curve: Curve, buckets: NonNullable<Curve["buckets"]>): NonNullable<Trace["spread"]> {
  const [min, max] = [numbers(buckets.min), numbers(buckets.max)];
  const x: number[] = [];
  const low: number[] = [];
  const high: number[] = [];
  curve.x.forEach((to, i) => {
    const from = buckets.from[i] ?? to;
    for (const at of to > from ? [from, to] : [to]) {
      x.push(at);
      low.push(min[i] ?? Number.NaN);
      high.push(max[i] ?? Number.NaN);
    }
  });
  return { x, low, high, steps: buckets.steps };
}

/** Returns the value of a line that is not smoothed at x, or at its end. Between two buckets it is the mean of the nearer one. */
export function valueAt(trace: Trace, x: number | null): number | undefined {
  if (trace.x.length === 0) return undefined;
  return x === null ? (trace.last ?? trace.y.at(-1)) : trace.y[nearest(trace.x, x)];
}
