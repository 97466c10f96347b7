import { extentOf, type Shown } from "~/shared/chart/extent";
import {
  bucketNote,
  type DrawnBand,
  type DrawnLine,
  drawnBands,
  drawnLines,
  type Plot,
} from "~/shared/chart/model";
import { thin } from "~/shared/chart/points";
import { type Range, tickLabel, ticks } from "~/shared/chart/scale";

const WIDTH = 900;
const PLOT_HEIGHT = 460;
const MARGIN = { left: 76, right: 20, top: 44, bottom: 56 };
const MOST_POINTS = 4000;

type Axis = { range: Range; log: boolean; place: (value: number) => number };

/** Draws a chart as a separate picture for papers, with a light background, title, axes and legend. */
export function toSvg(plot: Plot, title: string, shown: Shown = {}): string {
  const lines = drawnLines(plot, "light");
  const bands = drawnBands(plot, "light");
  const legend = lines.filter((line) => !line.faint);
  const note = bucketNote(plot);
  const height = PLOT_HEIGHT + 20 * (legend.length + (note ? 1 : 0));
  const ranges = extentOf(plot, lines, bands, shown);
  const x = axis(ranges.x, plot.logX ?? false, MARGIN.left, WIDTH - MARGIN.right);
  const y = axis(ranges.y, plot.logY ?? false, PLOT_HEIGHT - MARGIN.bottom, MARGIN.top);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#1c2530">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="${MARGIN.left}" y="26" font-size="16" font-weight="600">${escaped(title)}</text>`,
    axes(x, y, plot),
    `<clipPath id="plot"><rect x="${MARGIN.left}" y="${MARGIN.top}" width="${WIDTH - MARGIN.left - MARGIN.right}" height="${PLOT_HEIGHT - MARGIN.top - MARGIN.bottom}"/></clipPath>`,
    `<g clip-path="url(#plot)" fill="none" stroke-linejoin="round">`,
    ...bands.map((band) => bandPath(band, x, y)),
    ...lines.map((line) => path(line, x, y)),
    "</g>",
    ...legend.map((line, i) => legendRow(line, PLOT_HEIGHT + 20 * i)),
    note
      ? `<text x="${MARGIN.left}" y="${PLOT_HEIGHT + 20 * legend.length + 4}" fill="#55636f">${escaped(note)}</text>`
      : "",
    "</svg>",
  ].join("\n");
}

function axis(range: Range, log: boolean, from: number, to: number): Axis {
  const on = (value: number) => (log ? Math.log10(value) : value);
  const [low, high] = [on(range[0]), on(range[1])];
  return { range, log, place: (value) => from + ((on(value) - low) / (high - low)) * (to - from) };
}

function axes(x: Axis, y: Axis, plot: Plot): string {
  const bottom = PLOT_HEIGHT - MARGIN.bottom;
  const parts: string[] = [];
  for (const mark of ticks(...x.range, x.log, 8)) {
    const at = x.place(mark).toFixed(1);
    parts.push(`<line x1="${at}" x2="${at}" y1="${MARGIN.top}" y2="${bottom}" stroke="#e3e8ee"/>`);
    parts.push(`<text x="${at}" y="${bottom + 18}" text-anchor="middle">${tickLabel(mark)}</text>`);
  }
  for (const mark of ticks(...y.range, y.log, 7)) {
    const at = y.place(mark).toFixed(1);
    parts.push(
      `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}" stroke="#e3e8ee"/>`,
    );
    parts.push(
      `<text x="${MARGIN.left - 8}" y="${Number(at) + 4}" text-anchor="end">${tickLabel(mark)}</text>`,
    );
  }
  const middle = (MARGIN.top + bottom) / 2;
  parts.push(
    `<text x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${bottom + 42}" text-anchor="middle">${escaped(plot.xLabel)}</text>`,
    `<text transform="translate(20 ${middle}) rotate(-90)" text-anchor="middle">${escaped(plot.yLabel)}</text>`,
  );
  return parts.join("\n");
}

function path(line: DrawnLine, x: Axis, y: Axis): string {
  const points = thin(line, MOST_POINTS);
  const d = points.x
    .map(
      (at, i) =>
        `${i === 0 ? "M" : "L"}${x.place(at).toFixed(1)} ${y.place(points.y[i] as number).toFixed(1)}`,
    )
    .join("");
  const dash = line.dash.length ? ` stroke-dasharray="${line.dash.join(" ")}"` : "";
  const width = line.faint ? 1 : 1.8;
  return `<path d="${d}" stroke="${line.color}" stroke-width="${width}" stroke-opacity="${line.faint ? 0.25 : 1}"${dash}/>`;
}

function bandPath({ color, x: at, low, high, opacity }: DrawnBand, x: Axis, y: Axis): string {
  const edge = (values: readonly number[]) =>
    at.map((value, i) => `${x.place(value).toFixed(1)} ${y.place(values[i] as number).toFixed(1)}`);
  const d = [...edge(high), ...edge(low).reverse()].join("L");
  return d ? `<path d="M${d}Z" fill="${color}" fill-opacity="${opacity}" stroke="none"/>` : "";
}

function legendRow(line: DrawnLine, y: number): string {
  const dash = line.dash.length ? ` stroke-dasharray="${line.dash.join(" ")}"` : "";
  return `<line x1="${MARGIN.left}" x2="${MARGIN.left + 36}" y1="${y}" y2="${y}" stroke="${line.color}" stroke-width="2"${dash}/><text x="${MARGIN.left + 46}" y="${y + 4}">${escaped(line.label)}</text>`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
