import { type Look, looksOf } from "~/features/studies/looks";
import type { ExperimentCurves, StudyAnalysis } from "~/shared/api/types";
import { curvePoints } from "~/shared/chart/curve";
import { padded, type Range } from "~/shared/chart/scale";
import { finite, type Summary, summary } from "~/shared/chart/summary";

/** The mean over the seeds of a variant at its best setting. */
export type CurveLine = Look & { runs: number } & Summary;

export const CURVE_METRICS = ["train_loss", "val_loss"] as const;
export type CurveMetric = (typeof CURVE_METRICS)[number];
/** The server reads the curves of as many experiments at once. */
const MOST_RUNS = 200;
/** The share of the axis at its beginning that is left out, where the loss falls too far for a picture. */
const BEGINNING = 0.01;

/** The experiments whose curves stand for the variants. */
export const curveRuns = (analysis: StudyAnalysis): string[] =>
  analysis.best.flatMap((best) => best.experiments).slice(0, MOST_RUNS);

/** A Gaussian of a hundredth of the steps of a run smooths noise and no shape. */
export function smoothingOf(steps: readonly (number | null)[]): number {
  const known = steps.filter((each): each is number => each != null).sort((a, b) => a - b);
  return Math.max(1, Math.round((known[Math.floor(known.length / 2)] ?? 0) / 100));
}

/** Returns a line for each variant at each budget that has curves. */
export function curveLines(
  analysis: StudyAnalysis,
  curves: readonly ExperimentCurves[],
  metric: CurveMetric,
): CurveLine[] {
  const look = looksOf(analysis);
  const byRun = new Map(curves.map(({ id, curves: of }) => [id, of.find((one) => one.metric === metric)]));
  return analysis.best.flatMap(({ variant, budget, experiments }) => {
    const lines = experiments
      .map((id) => curvePoints(byRun.get(id)))
      .map((line) => finite(metric === "train_loss" ? (line.smoothed ?? line) : line))
      .filter(({ x }) => x.length > 0);
    if (lines.length === 0) return [];
    return [{ ...look(variant, budget), runs: lines.length, ...summary(lines, "minmax") }];
  });
}

/** The ranges of a picture of the lines without their beginning. */
export function curveRanges(lines: readonly CurveLine[]): { x: Range; y: Range } {
  const ends = lines.flatMap(({ mean }) => mean.x.at(-1) ?? []);
  const from = BEGINNING * Math.max(...ends);
  const values = lines.flatMap(({ mean, band }) =>
    mean.x.flatMap((x, i) =>
      x < from ? [] : [mean.y[i] as number, ...(band ? [band.low[i] as number, band.high[i] as number] : [])],
    ),
  );
  const first = Math.min(...lines.flatMap(({ mean }) => mean.x.find((x) => x >= from) ?? []));
  return {
    x: padded(first, Math.max(...ends), true),
    y: padded(Math.min(...values), Math.max(...values), false),
  };
}
