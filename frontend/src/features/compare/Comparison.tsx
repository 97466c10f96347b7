import { useMemo, useState } from "react";
import { Controls } from "~/features/compare/Controls";
import { type CompareView, filledIn, parseCompareView } from "~/features/compare/compareView";
import { DiffTable } from "~/features/compare/DiffTable";
import { unfairness } from "~/features/compare/fairness";
import { Legend } from "~/features/compare/Legend";
import { comparisonPlot } from "~/features/compare/plots";
import { RunsTable } from "~/features/compare/RunsTable";
import { hiddenOf, withHidden } from "~/features/compare/visible";
import type { ExperimentCurves, ShownExperiment } from "~/shared/api/types";
import { ChartCard } from "~/shared/chart/ChartCard";
import type { Range } from "~/shared/chart/scale";
import { X_LABELS } from "~/shared/format/words";
import { metricTitle } from "~/shared/metrics/catalogue";
import { Failure, Notice } from "~/shared/ui/Notice";

type Props = {
  runs: readonly ShownExperiment[];
  curves: readonly ExperimentCurves[];
  curvesError?: unknown;
  view: CompareView;
  onView: (view: CompareView) => void;
  onRemove?: (id: string) => void;
};

/** Shows the curves of several runs, the runs, and their differences. Members and people with a link see the same. */
export function Comparison({ runs, curves, curvesError, view, onView, onRemove }: Props) {
  const full = useMemo(() => filledIn(view), [view]);
  const [cursor, setCursor] = useState<number | null>(null);
  const plots = useMemo(
    () => full.metrics.map((metric) => ({ metric, plot: comparisonPlot(metric, full, runs, curves) })),
    [full, runs, curves],
  );
  const ids = useMemo(() => runs.map((run) => run.id), [runs]);
  const hidden = useMemo(() => hiddenOf(full, ids), [full, ids]);
  const reasons = unfairness(runs);
  const toggle = (id: string) => {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    onView(withHidden(view, ids, next));
  };
  const zoom = (range: Range | undefined) =>
    onView(parseCompareView({ ...view, from: range?.[0], to: range?.[1] }));
  return (
    <div className="stack">
      <Controls view={view} onView={onView} />
      {reasons.length > 0 && (
        <Notice tone="warning" title="Not a fair comparison">
          <ul>
            {reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </Notice>
      )}
      {curvesError ? <Failure error={curvesError} what="The curves could not be read" /> : null}
      <Legend runs={runs} plots={plots} hidden={[...hidden]} x={full.x} cursor={cursor} onToggle={toggle} />
      <div className={plots.length > 1 ? "charts two" : "charts"}>
        {plots.map(({ metric, plot }) => (
          <ChartCard
            key={metric}
            title={`${metricTitle(metric)} over ${X_LABELS[full.x]}`}
            plot={plot}
            height={plots.length > 1 ? 340 : 440}
            syncKey="compare"
            zoom={full.zoom}
            onZoom={zoom}
            onCursor={setCursor}
          />
        ))}
      </div>
      <p className="hint">
        Drag to zoom, and double-click to reset the zoom. A zoomed chart loads the points of its range. Curves
        with more points than the chart has room for are drawn through the lowest and highest points.
        Smoothing is computed from all points.
      </p>
      <RunsTable runs={runs} onRemove={onRemove} />
      <DiffTable runs={runs} />
    </div>
  );
}
