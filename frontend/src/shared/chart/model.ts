import { lineStyle } from "~/shared/chart/palette";
import type { Points } from "~/shared/chart/points";
import { counted } from "~/shared/format/counted";
import { count } from "~/shared/format/numbers";

/** One line of a chart, before it is drawn. */
export type Trace = {
  id: string;
  label: string;
  x: readonly number[];
  /** The values, or the means of buckets. */
  y: readonly number[];
  /** The least and the greatest value of each bucket where x and y stand for buckets, and how many steps a bucket has. */
  spread?: { x: readonly number[]; low: readonly number[]; high: readonly number[]; steps: number };
  /** The last value, where y ends with a mean. */
  last?: number;
  /** The smoothed line, computed by the server from all points. */
  smoothed?: Points;
  /** The index in the palette. It stays the same while other lines are hidden. */
  style: number;
  hidden?: boolean;
  /** The area around the line, such as from the least to the greatest of a group. */
  band?: { x: readonly number[]; low: readonly number[]; high: readonly number[] };
  /** Whether the line is read out at the cursor wherever the cursor is. */
  pinned?: boolean;
};

export type Plot = {
  xLabel: string;
  yLabel: string;
  logX?: boolean;
  logY?: boolean;
  /** How much the curves are smoothed. With 0 the smoothed lines are not drawn. */
  smoothing?: number;
  /** Whether lines far away from the others do not stretch the vertical axis. */
  calm?: boolean;
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
    const line = drawable(trace, plot);
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

/** A band as it is drawn, behind all lines. */
export type DrawnBand = {
  color: string;
  x: readonly number[];
  low: readonly number[];
  high: readonly number[];
  opacity: number;
};

const BAND_OPACITY = 0.18;
/** Bands of more lines than this would cover each other, so they are paler. */
const MANY_BANDS = 12;

/** Returns the bands to draw: those of groups of lines, and those of buckets around their means. */
export function drawnBands(plot: Plot, theme: "light" | "dark"): DrawnBand[] {
  const shown = plot.traces.filter((trace) => !trace.hidden && (trace.band || trace.spread));
  const opacity = shown.length > MANY_BANDS ? BAND_OPACITY / 2 : BAND_OPACITY;
  return shown.flatMap(({ style, ...trace }) => {
    const band = trace.band ?? trace.spread;
    if (!band) return [];
    const keep = band.x.flatMap((x, i) => {
      const low = band.low[i] as number;
      const fits = Number.isFinite(low) && Number.isFinite(band.high[i]);
      return fits && (!plot.logX || x > 0) && (!plot.logY || low > 0) ? [i] : [];
    });
    const of = (values: readonly number[]) => keep.map((i) => values[i] as number);
    const { color } = lineStyle(style, theme);
    return [{ color, x: of(band.x), low: of(band.low), high: of(band.high), opacity }];
  });
}

/** Says what the lines and the bands of buckets are, or undefined where each point is drawn. */
export function bucketNote({ traces }: Plot): string | undefined {
  const steps = traces.flatMap(({ hidden, spread }) => (hidden || !spread ? [] : spread.steps));
  if (steps.length === 0) return undefined;
  const [least, most] = [Math.min(...steps), Math.max(...steps)];
  const words = least === most ? counted(most, "step") : `${count(least)} to ${counted(most, "step")}`;
  return `Line: mean of ${words}, band: min–max`;
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
