import type { SystemPoint } from "~/shared/api/types";
import type { Plot, Trace } from "~/shared/chart/model";

export type SystemPlot = { title: string; plot: Plot };

type Value = (point: SystemPoint) => number | null | undefined;

const GIB = 2 ** 30;
const MINUTE = 60_000;

const X_LABEL = "minutes since the first sample, with pauses";

/** The charts of what a node and the process of an attempt used. A chart without a value is left out. */
export function systemPlots(points: readonly SystemPoint[]): SystemPlot[] {
  const plots: [string, string, [string, Value][]][] = [
    ["Processor of the node", "share of all cores", [["node", ({ cpu }) => cpu]]],
    ["Processor of the attempt", "cores", [["attempt", ({ processCpu }) => processCpu]]],
    [
      "Memory",
      "GiB",
      [
        ["node", ({ memoryBytes }) => gib(memoryBytes)],
        ["attempt", ({ processMemoryBytes }) => gib(processMemoryBytes)],
      ],
    ],
    ["GPU", "share of the time", [["GPU", ({ gpu }) => gpu]]],
    ["GPU memory", "GiB", [["GPU memory", ({ gpuMemoryBytes }) => gib(gpuMemoryBytes)]]],
  ];
  return plots.flatMap(([title, yLabel, values]) => {
    const traces = values.flatMap(([label, value], style) => trace(points, label, value, style));
    return traces.length === 0 ? [] : [{ title, plot: { xLabel: X_LABEL, yLabel, lines: "Of", traces } }];
  });
}

export const hasGpu = (points: readonly SystemPoint[]): boolean =>
  points.some(({ gpu, gpuMemoryBytes }) => gpu != null || gpuMemoryBytes != null);

const gib = (bytes: number | null | undefined) => (bytes == null ? bytes : bytes / GIB);

function trace(points: readonly SystemPoint[], label: string, value: Value, style: number): Trace[] {
  const first = Date.parse(points[0]?.at ?? "");
  const known = points.flatMap((point) => {
    const y = value(point);
    return y == null ? [] : [{ x: (Date.parse(point.at) - first) / MINUTE, y }];
  });
  if (known.length === 0) return [];
  return [{ id: label, label, x: known.map(({ x }) => x), y: known.map(({ y }) => y), style }];
}
