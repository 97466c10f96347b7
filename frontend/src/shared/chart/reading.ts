import type { Plot, Trace } from "~/shared/chart/model";
import { nearest, type Points } from "~/shared/chart/points";

/** What a line says at an x: a value, or where it ended before that x. */
export type Reading = { x: number; y: number } | { ended: number };

/** The line that a trace is read from: the smoothed one where it is drawn. */
export const readLine = (trace: Trace, plot: Plot): Points =>
  (plot.smoothing ?? 0) > 0 && trace.smoothed ? trace.smoothed : trace;

/**
 * Reads a line at x: its nearest point. Past its end it has ended, and before its beginning it says nothing. The slack is half of the
 * distance between its last points, because an x between two points belongs to the nearer one.
 */
export function readAt(line: Points, x: number): Reading | undefined {
  const { length } = line.x;
  if (length === 0) return undefined;
  const first = line.x[0] as number;
  const last = line.x[length - 1] as number;
  const step = length > 1 ? last - (line.x[length - 2] as number) : 0;
  if (x > last + step / 2) return { ended: last };
  const begin = length > 1 ? (line.x[1] as number) - first : 0;
  if (x < first - begin / 2) return undefined;
  const i = nearest(line.x, x);
  return { x: line.x[i] as number, y: line.y[i] as number };
}
