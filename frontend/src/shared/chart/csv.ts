import type { Plot } from "~/shared/chart/model";

/** Writes all points of a chart with one row for each: line, x, y. */
export function toCsv(plot: Plot): string {
  const rows = [[(plot.lines ?? "Experiment").toLowerCase(), plot.xLabel, plot.yLabel].map(quoted).join(",")];
  for (const trace of plot.traces) {
    trace.x.forEach((x, i) => {
      rows.push([quoted(trace.label), String(x), String(trace.y[i] ?? "")].join(","));
    });
  }
  return `${rows.join("\r\n")}\r\n`;
}

/** Quotes a cell. Text that begins like a formula gets an apostrophe, because a spreadsheet would run it. */
export function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
