import { firstAtLeast } from "~/shared/chart/extent";
import type { DrawnBand, DrawnLine } from "~/shared/chart/model";
import type { Range } from "~/shared/chart/scale";

/** Places values on pixels. */
export type Place = { range: Range; log: boolean; from: number; to: number };

export function pixel({ range: [low, high], log, from, to }: Place, value: number): number {
  const share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return from + share * (to - from);
}

export function valueFrom({ range: [low, high], log, from, to }: Place, at: number): number {
  const share = (at - from) / (to - from);
  return log ? low * (high / low) ** share : low + share * (high - low);
}

/**
 * Traces a line into a path, and returns how many segments it took. Of all points in one column of pixels only the first, the lowest,
 * the highest and the last are used, which look the same.
 */
export function traceLine(path: CanvasPath, line: DrawnLine, x: Place, y: Place): number {
  const { length } = line.x;
  const first = Math.max(0, firstAtLeast(line.x, Math.min(...x.range)) - 1);
  const end = Math.min(length, firstAtLeast(line.x, Math.max(...x.range), true) + 1);
  let segments = 0;
  let column = Number.NaN;
  let [low, high, last] = [0, 0, 0];
  const flush = () => {
    if (low !== high) {
      path.lineTo(column, low);
      path.lineTo(column, high);
      segments += 2;
      if (last !== high) path.lineTo(column, last);
    }
  };
  for (let i = first; i < end; i++) {
    const at = Math.round(pixel(x, line.x[i] as number) * 2) / 2;
    const value = Math.max(-1e5, Math.min(1e5, pixel(y, line.y[i] as number)));
    if (at === column) {
      if (value < low) low = value;
      if (value > high) high = value;
      last = value;
      continue;
    }
    if (!Number.isNaN(column)) flush();
    if (segments === 0 && Number.isNaN(column)) path.moveTo(at, value);
    else path.lineTo(at, value);
    segments++;
    column = at;
    low = high = last = value;
  }
  if (!Number.isNaN(column)) flush();
  return segments;
}

/** A line with more points than this for each pixel is filled column by column, which is many times faster than a stroke. */
const DENSE = 1.5;

/** Paints one line. */
export function paintLine(
  context: CanvasRenderingContext2D,
  line: DrawnLine,
  x: Place,
  y: Place,
  width: number,
): void {
  context.globalAlpha = line.faint ? 0.28 : 1;
  if (pointsIn(line, x) > DENSE * (x.to - x.from)) {
    context.fillStyle = line.color;
    columns(line, x, y, (at, low, high) => context.fillRect(at, low, 1, high - low));
  } else {
    context.beginPath();
    traceLine(context, line, x, y);
    context.strokeStyle = line.color;
    context.lineWidth = line.faint ? 1 : width;
    context.lineJoin = "bevel";
    context.setLineDash(line.dash);
    if (line.x.length === 1)
      context.arc(pixel(x, line.x[0] as number), pixel(y, line.y[0] as number), 2.5, 0, 7);
    context.stroke();
    context.setLineDash([]);
  }
  context.globalAlpha = 1;
}

const pointsIn = (line: DrawnLine, { range: [low, high] }: Place): number =>
  firstAtLeast(line.x, high, true) - firstAtLeast(line.x, low);

/** Gives each column of pixels with the part of it that a line covers. Neighbours touch, so that the line has no gaps. */
export function columns(
  line: DrawnLine,
  x: Place,
  y: Place,
  paint: (at: number, low: number, high: number) => void,
): void {
  const first = Math.max(0, firstAtLeast(line.x, x.range[0]) - 1);
  const end = Math.min(line.x.length, firstAtLeast(line.x, x.range[1], true) + 1);
  let column = Number.NaN;
  let [low, high, last] = [0, 0, 0];
  const flush = () => paint(column, low - 0.5, Math.max(high + 0.5, low + 0.5));
  for (let i = first; i < end; i++) {
    const at = Math.round(pixel(x, line.x[i] as number));
    const value = Math.max(-1e5, Math.min(1e5, pixel(y, line.y[i] as number)));
    if (at !== column) {
      const begins = Number.isNaN(column);
      if (!begins) flush();
      // A step to a column further away is bridged at the height where the line left.
      for (let gap = begins ? at : column + 1; gap < at; gap++) paint(gap, last - 0.5, last + 0.5);
      column = at;
      low = begins ? value : Math.min(value, last);
      high = begins ? value : Math.max(value, last);
    } else {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    last = value;
  }
  if (!Number.isNaN(column)) flush();
}

export function paintBand(context: CanvasRenderingContext2D, band: DrawnBand, x: Place, y: Place): void {
  if (band.x.length === 0) return;
  context.beginPath();
  band.x.forEach((at, i) => {
    context.lineTo(pixel(x, at), pixel(y, band.high[i] as number));
  });
  for (let i = band.x.length - 1; i >= 0; i--) {
    context.lineTo(pixel(x, band.x[i] as number), pixel(y, band.low[i] as number));
  }
  context.closePath();
  context.fillStyle = band.color;
  context.globalAlpha = band.opacity;
  context.fill();
  context.globalAlpha = 1;
}
