import { useCallback, useMemo, useRef } from "react";
import { Controls } from "~/features/compare/Controls";
import { type CompareView, filledIn, parseCompareView, writeRanges } from "~/features/compare/compareView";
import { DiffTable } from "~/features/compare/DiffTable";
import { unfairness } from "~/features/compare/fairness";
import type { Follow } from "~/features/compare/follow";
import { linesOf } from "~/features/compare/lines";
import { Pictures } from "~/features/compare/Pictures";
import { comparisonPlot } from "~/features/compare/plots";
import { RunsPanel } from "~/features/compare/RunsPanel";
import { RunsTable } from "~/features/compare/RunsTable";
import { fieldChoices, fieldsOf } from "~/features/compare/runFields";
import { lineValues } from "~/features/compare/values";
import type { ExperimentCurves, ShownExperiment } from "~/shared/api/types";
import { ChartCard } from "~/shared/chart/ChartCard";
import type { Range } from "~/shared/chart/scale";
import { X_LABELS } from "~/shared/format/words";
import { metricTitle } from "~/shared/metrics/catalogue";
import { Failure, Notice } from "~/shared/ui/Notice";
import { Segmented } from "~/shared/ui/Segmented";

type Props = {
  runs: readonly ShownExperiment[];
  curves: readonly ExperimentCurves[];
  /** The whole curves of the first metric over FLOPs, from which the panel reads its values. */
  whole: readonly ExperimentCurves[];
  /** Short curves of the metrics whose last or best values the shown picture needs. */
  summaries: readonly ExperimentCurves[];
  curvesError?: unknown;
  view: CompareView;
  onView: (view: CompareView, follow?: Follow) => void;
  onRemove?: (id: string) => void;
};

const PICTURES = [
  ["curves", "Curves"],
  ["parallel", "Parallel coordinates"],
  ["scatter", "Scatter"],
] as const;

/** Shows the curves of several runs, the runs, and their differences. Members and people with a link see the same. */
export function Comparison({ runs, curves, whole, summaries, curvesError, view, onView, onRemove }: Props) {
  const full = useMemo(() => filledIn(view), [view]);
  const lines = useMemo(() => linesOf(runs, full), [runs, full]);
  const plots = useMemo(
    () => full.metrics.map((metric) => ({ metric, plot: comparisonPlot(metric, full, runs, curves, lines) })),
    [full, runs, curves, lines],
  );
  const fields = useMemo(() => fieldChoices(runs.map(fieldsOf)), [runs]);
  const metric = full.metrics[0] ?? "train_loss";
  const values = useMemo(() => lineValues(metric, lines, whole), [metric, lines, whole]);
  const reasons = useMemo(() => unfairness(runs), [runs]);
  const zoom = (of: string) => (x: Range | undefined, y: Range | undefined) => {
    const ranges = new Map(full.ranges);
    if (y) ranges.set(of, y);
    else ranges.delete(of);
    onView(parseCompareView({ ...view, from: x?.[0], to: x?.[1], y: writeRanges(ranges) }));
  };
  const removal = useRef(onRemove);
  removal.current = onRemove;
  const remove = useCallback((id: string) => removal.current?.(id), []);
  return (
    <div className="stack">
      <Segmented
        label="Picture"
        options={PICTURES}
        value={view.tab ?? "curves"}
        onChange={(tab) => onView(parseCompareView({ ...view, tab }))}
      />
      {view.tab === undefined && <Controls view={view} onView={onView} logged={onRemove !== undefined} />}
      {curvesError ? <Failure error={curvesError} what="The curves could not be read" /> : null}
      <div className="compare-layout">
        <RunsPanel
          view={view}
          onView={onView}
          lines={lines}
          fields={fields.chosen}
          metric={metric}
          values={values}
        />
        <div className="stack">
          {view.tab !== undefined ? (
            <Pictures
              runs={runs}
              lines={lines}
              source={fields}
              summaries={summaries}
              view={view}
              onView={onView}
            />
          ) : (
            <>
              <div className={plots.length > 1 ? "charts two" : "charts"}>
                {plots.map(({ metric: of, plot }) => (
                  <ChartCard
                    key={of}
                    title={`${metricTitle(of)} over ${X_LABELS[full.x]}`}
                    plot={plot}
                    height={plots.length > 1 ? 340 : 440}
                    syncKey="compare"
                    zoom={full.zoom}
                    yRange={full.ranges.get(of)}
                    zoomsY
                    onZoom={zoom(of)}
                  />
                ))}
              </div>
              <p className="hint">
                Drag to zoom on x, y or both, and double-click to reset. Hold Shift to pan, or use the arrow
                keys; + and − zoom, Shift with an arrow key reads values, and 0 resets. A zoomed chart loads
                the points of its range. Smoothing is computed from all points.
              </p>
            </>
          )}
          {reasons.length > 0 && (
            <Notice tone="warning" title="Not a fair comparison">
              <ul>
                {reasons.map((reason) => (
                  <li key={reason}>{reason}</li>
                ))}
              </ul>
            </Notice>
          )}
        </div>
      </div>
      <RunsTable runs={runs} onRemove={onRemove && remove} />
      <DiffTable runs={runs} />
    </div>
  );
}
