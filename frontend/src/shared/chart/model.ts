import { lineStyle } from "~/shared/chart/palette";
import { smooth } from "~/shared/chart/smooth";

/** One line of a chart, before it is drawn. */
export type Trace = {
  id: string;
  label: string;
  x: readonly number[];
  y: readonly number[];
  /** Place in the palette; stays the same while others are hidden. */
  style: number;
  hidden?: boolean;
};

/** Values as the API tells them: null, for what was not a finite number, is NaN to a chart. */
export const plotted = (values: readonly (number | null)[]): number[] =>
  values.map((value) => value ?? Number.NaN);

export type Plot = {
  xLabel: string;
  yLabel: string;
  logX?: boolean;
  logY?: boolean;
  /** Weight of the past in the moving average; 0 draws the points as they are. */
  smoothing?: number;
  /** What each line is, over its name in a table; an experiment unless said. */
  lines?: string;
  traces: readonly Trace[];
};

/** A line as it is drawn: the smoothed one, or the raw one faint behind it. */
export type DrawnLine = {
  traceId: string;
  label: string;
  x: readonly number[];
  y: readonly number[];
  color: string;
  dash: number[];
  faint: boolean;
};

/** The lines to draw, back to front. */
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

/** Without the points a log scale has no place for. */
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
