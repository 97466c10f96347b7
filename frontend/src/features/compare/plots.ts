import type { FullView } from "~/features/compare/compareView";
import { type Line, linesOf } from "~/features/compare/lines";
import type { Curve, ExperimentCurves, ShownExperiment } from "~/shared/api/types";
import { curvePoints } from "~/shared/chart/curve";
import type { Plot, Trace } from "~/shared/chart/model";
import { finite, summary } from "~/shared/chart/summary";
import { X_LABELS } from "~/shared/format/words";
import { metricUnit } from "~/shared/metrics/catalogue";

/** Returns the smoothing of a metric, which is 0 without any. Held-out losses are not smoothed, because they are few and already averages. */
export const smoothingOf = (metric: string, weight: number): number =>
  metric.startsWith("val_") ? 0 : weight;

/** Makes the plot of one metric of all runs, or of all groups of runs. */
export function comparisonPlot(
  metric: string,
  view: FullView,
  runs: readonly ShownExperiment[],
  curves: readonly ExperimentCurves[],
  lines: readonly Line[] = linesOf(runs, view),
): Plot {
  const byRun = new Map(
    curves.map((one) => [one.id, one.curves.find((curve) => curve.metric === metric)] as const),
  );
  const smoothing = smoothingOf(metric, view.gauss ?? view.smooth);
  return {
    xLabel: X_LABELS[view.x],
    yLabel: metricUnit(metric),
    logX: view.logX,
    logY: view.logY,
    calm: view.calm,
    smoothing,
    lines: view.groups.length > 0 ? "Group" : undefined,
    traces: lines.map((line) => ({
      id: line.id,
      style: line.style,
      hidden: line.hidden,
      pinned: line.pinned || line.base,
      ...points(line, byRun, view, smoothing),
    })),
  };
}

type Drawn = Pick<Trace, "x" | "y" | "spread" | "last" | "smoothed" | "band" | "label">;

function points(
  line: Line,
  byRun: ReadonlyMap<string, Curve | undefined>,
  view: FullView,
  smoothing: number,
): Drawn {
  const each = line.runs.map((run) => curvePoints(byRun.get(run.id)));
  const [first] = each;
  if (view.groups.length === 0) return { ...(first ?? { x: [], y: [] }), label: line.label };
  const { mean, band } = summary(
    each.map((one) => finite(smoothing > 0 ? (one.smoothed ?? one) : one)),
    view.band,
  );
  const measured = each.filter(({ x }) => x.length > 0).length;
  const label = measured < line.runs.length ? `${line.label}, ${measured} with points` : line.label;
  return { ...mean, band, label };
}
