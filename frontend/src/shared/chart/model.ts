import { lineStyle } from "~/shared/chart/palette";
import type { Points } from "~/shared/chart/points";

/** One line of a chart, before it is drawn. */
export type Trace = {
  id: string;
  label: string;
  x: readonly number[];
  /** The values, or the means of buckets. */
  y: readonly number[];
  /** The line to draw where x and y stand for buckets. */
  outline?: Points;
  /** The smoothed line, computed by the server from all points. */
  smoothed?: Points;
  /** The index in the palette. It stays the same while other lines are hidden. */
  style: number;
  hidden?: boolean;
};

export type Plot = {
  xLabel: string;
  yLabel: string;
  logX?: boolean;
  logY?: boolean;
  /** The weight of earlier steps in the moving average. With 0 the smoothed lines are not drawn. */
  smoothing?: number;
  /** The table heading above the names of the lines. The default is "Experiment". */
  lines?: string;
  traces: readonly Trace[];
};

/** A line as it is drawn: either the smoothed line, or the faint raw line behind it. */
export type DrawnLine = {
  traceId: string;
  label: string;
  x: readonly number[];
  y: readonly number[];
  color: string;
  dash: number[];
  faint: boolean;
};

/** Returns the lines to draw, from back to front. */
export function drawnLines(plot: Plot, theme: "light" | "dark"): DrawnLine[] {
  const weight = plot.smoothing ?? 0;
  const faint: DrawnLine[] = [];
  const strong: DrawnLine[] = [];
  for (const trace of plot.traces) {
    if (trace.hidden) continue;
    const line = drawable(trace.outline ?? trace, plot);
    const base = { traceId: trace.id, label: trace.label, ...lineStyle(trace.style, theme) };
    if (weight > 0 && trace.smoothed) {
      faint.push({ ...base, ...line, dash: [], faint: true });
      strong.push({ ...base, ...drawable(trace.smoothed, plot), faint: false });
    } else {
      strong.push({ ...base, ...line, faint: false });
    }
  }
  return [...faint, ...strong];
}

/** Drops the points that a log scale cannot show. */
function drawable(points: Points, plot: Plot): { x: number[]; y: number[] } {
  const x: number[] = [];
  const y: number[] = [];
  points.x.forEach((at, i) => {
    const value = points.y[i];
    if (value === undefined || !Number.isFinite(value)) return;
    if ((plot.logX && at <= 0) || (plot.logY && value <= 0)) return;
    x.push(at);
    y.push(value);
  });
  return { x, y };
}
