import type { filledIn } from "~/features/compare/compareView";
import { hiddenOf } from "~/features/compare/visible";
import type { ExperimentCurves, ShownExperiment } from "~/shared/api/types";
import { curvePoints, valueAt } from "~/shared/chart/curve";
import type { Plot } from "~/shared/chart/model";
import { nearest } from "~/shared/chart/points";
import { X_LABELS } from "~/shared/format/words";
import { metricUnit } from "~/shared/metrics/catalogue";

type View = ReturnType<typeof filledIn>;

/** Returns the smoothing of a metric. Held-out losses are not smoothed, because they are few and already averages. */
export const smoothingOf = (metric: string, weight: number): number =>
  metric.startsWith("val_loss") ? 0 : weight;

/** Makes the plot of one metric of all runs. */
export function comparisonPlot(
  metric: string,
  view: View,
  runs: readonly ShownExperiment[],
  curves: readonly ExperimentCurves[],
): Plot {
  const hidden = hiddenOf(
    view,
    runs.map((run) => run.id),
  );
  const byId = new Map(curves.map((one) => [one.id, one.curves]));
  return {
    xLabel: X_LABELS[view.x],
    yLabel: metricUnit(metric),
    logX: view.logX,
    logY: view.logY,
    smoothing: smoothingOf(metric, view.smooth),
    traces: runs.map((run, place) => {
      const curve = byId.get(run.id)?.find((one) => one.metric === metric);
      return {
        id: run.id,
        label: run.name,
        ...curvePoints(curve),
        style: place,
        hidden: hidden.has(run.id),
      };
    }),
  };
}

/** Returns the value of each line at x, or at its end, by the id of the run. */
export function readOut(plot: Plot, x: number | null): Map<string, number> {
  const values = new Map<string, number>();
  for (const trace of plot.traces) {
    const { smoothed } = trace;
    const value =
      (plot.smoothing ?? 0) > 0 && smoothed
        ? smoothed.y[x === null ? smoothed.y.length - 1 : nearest(smoothed.x, x)]
        : valueAt(trace, x);
    if (value !== undefined) values.set(trace.id, value);
  }
  return values;
}
