import type { Line } from "~/features/compare/lines";
import type { Curve, ExperimentCurves } from "~/shared/api/types";
import { readAt } from "~/shared/chart/reading";

/** The last and the best value of a line, and how far they are from those of the baseline. */
export type LineValues = {
  last?: number;
  best?: number;
  lastDelta?: number;
  bestDelta?: number;
  /** The difference at the FLOPs that both have spent, and those FLOPs. */
  equalDelta?: number;
  equalFlops?: number;
};

/** Returns whether lower or higher values of a metric are better, or undefined where neither is. */
export function betterIs(metric: string): "lower" | "higher" | undefined {
  if (metric.includes("loss") || metric === "memory_peak") return "lower";
  return /accuracy|_per_second|matmul_share/.test(metric) ? "higher" : undefined;
}

type Known = { last?: number; best?: number; x: readonly number[]; y: number[] };

/** Reads the values of lines from whole curves of one metric over FLOPs. Those of a group are the means of its runs. */
export function lineValues(
  metric: string,
  lines: readonly Line[],
  curves: readonly ExperimentCurves[],
): Map<string, LineValues> {
  const byRun = new Map(
    curves.map((one) => [
      one.id,
      known(
        one.curves.find((curve) => curve.metric === metric),
        metric,
      ),
    ]),
  );
  const ofLine = new Map(lines.map((line) => [line.id, line.runs.flatMap((run) => byRun.get(run.id) ?? [])]));
  const base = lines.find((line) => line.base);
  const baseRuns = base && ofLine.get(base.id);
  const values = new Map<string, LineValues>();
  for (const line of lines) {
    const own = ofLine.get(line.id) ?? [];
    const is: LineValues = { last: mean(own.map((one) => one.last)), best: mean(own.map((one) => one.best)) };
    if (baseRuns && line !== base) {
      is.lastDelta = difference(is.last, mean(baseRuns.map((one) => one.last)));
      is.bestDelta = difference(is.best, mean(baseRuns.map((one) => one.best)));
      const flops = Math.min(...[...own, ...baseRuns].map(({ x }) => x.at(-1) ?? Number.NaN));
      is.equalDelta = Number.isFinite(flops) ? difference(at(own, flops), at(baseRuns, flops)) : undefined;
      is.equalFlops = is.equalDelta === undefined ? undefined : flops;
    }
    values.set(line.id, is);
  }
  return values;
}

function known(curve: Curve | undefined, metric: string): Known {
  if (!curve) return { x: [], y: [] };
  return { ...finalValues(curve, metric), x: curve.x, y: curve.y.map(Number) };
}

/** Returns the last and the best value of a curve. Buckets know both exactly, however few there are. */
export function finalValues(curve: Curve | undefined, metric: string): Pick<LineValues, "last" | "best"> {
  if (!curve) return {};
  const better = betterIs(metric);
  const bests = (better === "higher" ? curve.buckets?.max : curve.buckets?.min) ?? curve.y;
  const finite = bests.map(Number).filter(Number.isFinite);
  const best =
    better && finite.length > 0
      ? finite.reduce((a, b) => (better === "lower" ? Math.min(a, b) : Math.max(a, b)))
      : undefined;
  const last = (curve.buckets?.last ?? curve.y).at(-1);
  return { last: last === undefined ? undefined : Number(last), best };
}

/** The mean value of some runs at FLOPs that all of them have spent. */
function at(runs: readonly Known[], flops: number): number | undefined {
  return mean(
    runs.map((run) => {
      const reading = readAt(run, flops);
      return reading && "y" in reading ? reading.y : undefined;
    }),
  );
}

function mean(values: readonly (number | undefined)[]): number | undefined {
  const given = values.filter((value) => value !== undefined);
  return given.length === 0 ? undefined : given.reduce((sum, value) => sum + value, 0) / given.length;
}

const difference = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? undefined : a - b;
