export type Points = { x: readonly number[]; y: readonly number[] };

/**
 * Thins a curve to at most {@code most} points that look the same. It keeps the lowest and the highest point of each bucket of
 * neighbours, in their order, and always the first and the last point.
 */
export function thin(points: Points, most: number): { x: number[]; y: number[] } {
  const { x, y } = points;
  if (x.length <= most || most < 4) return { x: [...x], y: [...y] };
  const buckets = Math.floor((most - 2) / 2);
  const inner = x.length - 2;
  const keep = [0];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = 1 + Math.floor((bucket * inner) / buckets);
    const to = 1 + Math.floor(((bucket + 1) * inner) / buckets);
    keep.push(...extremes(y, from, to));
  }
  keep.push(x.length - 1);
  return { x: keep.map((i) => x[i] as number), y: keep.map((i) => y[i] as number) };
}

function extremes(y: readonly number[], from: number, to: number): number[] {
  let low = from;
  let high = from;
  for (let i = from + 1; i < to; i++) {
    if ((y[i] as number) < (y[low] as number)) low = i;
    if ((y[i] as number) > (y[high] as number)) high = i;
  }
  if (from >= to) return [];
  return low === high ? [low] : [Math.min(low, high), Math.max(low, high)];
}

/** Returns the index of the point nearest to {@code at}, or -1 when there is none. x must be ascending. */
export function nearest(x: readonly number[], at: number): number {
  if (x.length === 0) return -1;
  let low = 0;
  let high = x.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((x[middle] as number) < at) low = middle;
    else high = middle;
  }
  return Math.abs((x[low] as number) - at) <= Math.abs((x[high] as number) - at) ? low : high;
}
