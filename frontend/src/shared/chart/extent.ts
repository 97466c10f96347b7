import type { DrawnBand, DrawnLine, Plot } from "~/shared/chart/model";
import { padded, type Range } from "~/shared/chart/scale";

/** The part of a plot that is asked for. What is left out is chosen from the lines. */
export type Shown = { x?: Range; y?: Range };

export type Extent = {
  x: Range;
  y: Range;
  /** How many lines leave the picture because outliers are ignored. */
  outside: number;
};

/** Returns the ranges that a picture of these lines has. */
export function extentOf(
  plot: Plot,
  lines: readonly DrawnLine[],
  bands: readonly DrawnBand[],
  shown: Shown,
): Extent {
  const x = shown.x ?? xRange(plot, lines);
  if (shown.y) return { x, y: shown.y, outside: 0 };
  const low: number[] = [];
  const high: number[] = [];
  const strong = lines.some((line) => !line.faint);
  for (const line of lines) {
    // A faint line stretches the axis as well, unless outliers are ignored.
    if (plot.calm && strong && line.faint) continue;
    const [from, to] = slice(line.x, x);
    if (plot.calm) {
      const sorted = Float64Array.from(line.y.slice(from, to)).sort();
      if (sorted.length === 0) continue;
      low.push(quantile(sorted, 0.01));
      high.push(quantile(sorted, 0.98));
    } else {
      let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let i = from; i < to; i++) {
        const value = line.y[i] as number;
        if (value < least) least = value;
        if (value > most) most = value;
      }
      if (least <= most) {
        low.push(least);
        high.push(most);
      }
    }
  }
  const calm = plot.calm ? withoutOutliers(low, high) : { kept: low.map(() => true), outside: 0 };
  let least = Math.min(...low.filter((_, i) => calm.kept[i]));
  let most = Math.max(...high.filter((_, i) => calm.kept[i]));
  if (!plot.calm) {
    for (const band of bands) {
      for (const value of band.low) if (value < least) least = value;
      for (const value of band.high) if (value > most) most = value;
    }
  }
  return { x, y: padded(least, most, plot.logY ?? false), outside: calm.outside };
}

/**
 * Tells which lines lie with the others. A line is an outlier when its highest or lowest value is more than five typical spreads away
 * from the typical one. Typical is the lower median, so of two lines the wilder one is left out.
 */
export function withoutOutliers(low: readonly number[], high: readonly number[]) {
  const middle = (values: readonly number[]) =>
    [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
  const spread = middle(high.map((value, i) => value - (low[i] as number)));
  const room = 5 * Math.max(spread, Math.abs(middle(high)) * 1e-3);
  const top = middle(high) + room;
  const bottom = -middle(low.map((value) => -value)) - room;
  const kept = high.map((value, i) => value <= top && (low[i] as number) >= bottom);
  return { kept, outside: kept.filter((one) => !one).length };
}

function quantile(sorted: Float64Array, q: number): number {
  return sorted[Math.round(q * (sorted.length - 1))] as number;
}

function xRange(plot: Plot, lines: readonly DrawnLine[]): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { x } of lines) {
    if (x.length === 0) continue;
    low = Math.min(low, x[0] as number);
    high = Math.max(high, x.at(-1) as number);
  }
  if (plot.logX) return padded(low, high, true);
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  return high > low ? [low, high] : [low - 0.5, high + 0.5];
}

/** The indexes of the points within a range, from the first to the one after the last. */
export function slice(x: readonly number[], [low, high]: Range): [number, number] {
  return [firstAtLeast(x, low), firstAtLeast(x, high, true)];
}

/** The index of the first x that is at least `value`, or above it. */
export function firstAtLeast(x: readonly number[], value: number, above = false): number {
  let [low, high] = [0, x.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = x[middle] as number;
    if (above ? at <= value : at < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
