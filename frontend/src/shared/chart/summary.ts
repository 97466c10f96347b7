import type { Trace } from "~/shared/chart/model";
import type { Points } from "~/shared/chart/points";
import { t95 } from "~/shared/chart/studentT";

/** What the band around a mean shows. */
export const BANDS = ["minmax", "t95", "none"] as const;
export type Band = (typeof BANDS)[number];

/** A line through several runs, such as those with other seeds. */
export type Summary = { mean: Points; band?: NonNullable<Trace["band"]> };

/**
 * Returns the mean of some lines and the band around it. It is given where all lines have a value, because the mean of other lines at
 * another x would jump. Lines without points do not count.
 */
export function summary(lines: readonly Points[], band: Band): Summary {
  const measured = lines.filter(({ x }) => x.length > 0);
  const [first] = measured;
  if (!first) return { mean: { x: [], y: [] } };
  const from = Math.max(...measured.map(({ x }) => x[0] as number));
  const to = Math.min(...measured.map(({ x }) => x.at(-1) as number));
  const finest = measured.reduce((best, line) => (line.x.length > best.x.length ? line : best), first);
  const x = finest.x.filter((at) => at >= from && at <= to);
  const walks = measured.map(walker);
  const mean: number[] = [];
  const low: number[] = [];
  const high: number[] = [];
  for (const at of x) {
    const values = walks.map((walk) => walk(at));
    const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
    mean.push(middle);
    if (band === "t95") {
      const half = halfWidth(values, middle);
      low.push(middle - half);
      high.push(middle + half);
    } else {
      low.push(Math.min(...values));
      high.push(Math.max(...values));
    }
  }
  const shown = band !== "none" && measured.length > 1;
  return { mean: { x, y: mean }, band: shown ? { x, low, high } : undefined };
}

/** Half of the width of the 95 % interval of a mean, by Student's t distribution. */
export function halfWidth(values: readonly number[], mean: number): number {
  const degrees = values.length - 1;
  if (degrees < 1) return 0;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / degrees;
  return t95(degrees) * Math.sqrt(variance / values.length);
}

/** Reads a line at ascending x, on straight lines between its points. */
function walker({ x, y }: Points): (at: number) => number {
  let i = 0;
  return (at) => {
    while (i < x.length - 2 && (x[i + 1] as number) < at) i++;
    const [x0, x1] = [x[i] as number, x[i + 1] ?? (x[i] as number)];
    const [y0, y1] = [y[i] as number, y[i + 1] ?? (y[i] as number)];
    return at <= x0 || x1 === x0 ? y0 : at >= x1 ? y1 : y0 + ((y1 - y0) * (at - x0)) / (x1 - x0);
  };
}

/** Leaves out the points without a number, because a mean is made of numbers. */
export function finite({ x, y }: Points): Points {
  if (y.every(Number.isFinite)) return { x, y };
  const keep = x.map((_, i) => i).filter((i) => Number.isFinite(y[i]));
  return { x: keep.map((i) => x[i] as number), y: keep.map((i) => y[i] as number) };
}
