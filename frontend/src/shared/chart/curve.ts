import type { Curve } from "~/shared/api/types";
import type { Trace } from "~/shared/chart/model";
import { nearest, type Points } from "~/shared/chart/points";

type CurvePoints = Pick<Trace, "x" | "y" | "outline" | "smoothed">;

/** Converts values of the API. Those that are not finite are strings there. */
const numbers = (values: readonly (number | string)[]): number[] => values.map(Number);

/** Converts a curve for a chart. A curve that does not exist has no points. */
export function curvePoints(curve: Curve | undefined): CurvePoints {
  if (!curve) return { x: [], y: [] };
  return {
    x: curve.x,
    y: numbers(curve.y),
    outline: curve.buckets ? outline(curve, curve.buckets) : undefined,
    smoothed: curve.smoothed ? { x: curve.x, y: numbers(curve.smoothed) } : undefined,
  };
}

/**
 * The line through buckets of points: from the first value of each to its last, by way of the least and the greatest, so that no
 * spike is lost. Where in its bucket a spike was cannot be seen at this width.
 */
function outline(curve: Curve, buckets: NonNullable<Curve["buckets"]>): Points {
  const [min, max, first, last] = [buckets.min, buckets.max, buckets.first, buckets.last].map(numbers);
  const x: number[] = [];
  const y: number[] = [];
  const add = (at: number, value: number | undefined) => {
    x.push(at);
    y.push(value ?? Number.NaN);
  };
  curve.x.forEach((to, i) => {
    const from = buckets.from[i] ?? to;
    add(from, first?.[i]);
    if (to > from) {
      add(from + (to - from) / 3, min?.[i]);
      add(from + (2 * (to - from)) / 3, max?.[i]);
      add(to, last?.[i]);
    }
  });
  return { x, y };
}

/** Returns the value of a line that is not smoothed at x, or at its end. Between two buckets it is the mean of the nearer one. */
export function valueAt(trace: Trace, x: number | null): number | undefined {
  if (trace.x.length === 0) return undefined;
  return x === null ? (trace.outline ?? trace).y.at(-1) : trace.y[nearest(trace.x, x)];
}
