import type { Plot } from "~/shared/chart/model";

/** All points of a chart, one row each: line, x, y. */
export function toCsv(plot: Plot): string {
  const rows = [[(plot.lines ?? "Experiment").toLowerCase(), plot.xLabel, plot.yLabel].map(quoted).join(",")];
  for (const trace of plot.traces) {
    trace.x.forEach((x, i) => {
      rows.push([quoted(trace.label), String(x), String(trace.y[i] ?? "")].join(","));
    });
  }
  return `${rows.join("\r\n")}\r\n`;
}

/** A spreadsheet would run a cell that begins like a formula; such text gets an apostrophe. */
export function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
