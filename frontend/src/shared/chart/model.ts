import { lineStyle } from "~/shared/chart/palette";
import { smooth } from "~/shared/chart/smooth";

/** One line of a chart, before it is drawn. */
export type Trace = {
  id: string;
  label: string;
  x: readonly number[];
  y: readonly number[];
  /** The index in the palette. It stays the same while other lines are hidden. */
  style: number;
  hidden?: boolean;
};

/** Converts the values of the API for a chart. Null, which stands for a value that was not finite, becomes NaN. */
export const plotted = (values: readonly (number | null)[]): number[] =>
  values.map((value) => value ?? Number.NaN);

export type Plot = {
  xLabel: string;
  yLabel: string;
  logX?: boolean;
  logY?: boolean;
  /** The weight of earlier points in the moving average. With 0 the points are drawn as they are. */
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
    const points = drawable(trace, plot);
    const base = { traceId: trace.id, label: trace.label, ...lineStyle(trace.style, theme) };
    if (weight > 0) faint.push({ ...base, ...points, dash: [], faint: true });
    strong.push({ ...base, x: points.x, y: smooth(points.y, weight), faint: false });
  }
  return [...faint, ...strong];
}

/** Drops the points that a log scale cannot show. */
function drawable(trace: Trace, plot: Plot): { x: number[]; y: number[] } {
  const x: number[] = [];
  const y: number[] = [];
  trace.x.forEach((at, i) => {
    const value = trace.y[i];
    if (value === undefined || !Number.isFinite(value)) return;
    if ((plot.logX && at <= 0) || (plot.logY && value <= 0)) return;
    x.push(at);
    y.push(value);
  });
  return { x, y };
}
