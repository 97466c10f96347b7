import { useId, useMemo } from "react";
import { groupShown, groupsOf, planOfAll } from "~/features/detail/chartPlan";
import { detailPlots } from "~/features/detail/detailPlots";
import { type DetailView, parseDetailView } from "~/features/detail/detailView";
import { type Curve, type PointFormat, type ShownExperiment, X_AXES } from "~/shared/api/types";
import { ChartCard } from "~/shared/chart/ChartCard";
import { CursorValue } from "~/shared/chart/CursorValue";
import { lineStyle } from "~/shared/chart/palette";
import type { Range } from "~/shared/chart/scale";
import { isExternal } from "~/shared/experiment/external";
import { X_WORDS } from "~/shared/format/words";
import type { MetricGroup } from "~/shared/metrics/catalogue";
import { useShownTheme } from "~/shared/theme";
import { Failure, Skeleton } from "~/shared/ui/Notice";
import { Segmented } from "~/shared/ui/Segmented";

type Props = {
  experiment: ShownExperiment;
  curves: readonly Curve[];
  pending: boolean;
  error: unknown;
  view: DetailView;
  onView: (view: DetailView) => void;
  zoom?: Range;
  onZoom: (range: Range | undefined) => void;
  /** Returns the address of a file with every point of some metrics. */
  pointsUrl?: (metrics: readonly string[], format: PointFormat) => string;
};

export function DetailCharts({
  experiment,
  curves,
  pending,
  error,
  view,
  onView,
  zoom,
  onZoom,
  pointsUrl,
}: Props) {
  const x = view.x ?? "step";
  const slider = useId();
  const group = groupShown(view.charts, experiment);
  const experts = expertCount(experiment.spec);
  const external = isExternal(experiment);
  const plots = useMemo(
    () =>
      detailPlots(
        group,
        curves,
        view,
        experts,
        external ? planOfAll(curves.map(({ metric }) => metric)) : undefined,
      ),
    [group, curves, view, experts, external],
  );
  const theme = useShownTheme();
  const change = (part: Record<string, unknown>) => onView(parseDetailView({ ...view, ...part }));
  return (
    <div className="stack">
      <div className="controls">
        <div className="control">
          <span className="control-label">Charts</span>
          <Segmented
            label="Charts"
            options={groupsOf(experiment).map((one) => [one, GROUP_WORDS[one]] as const)}
            value={group}
            onChange={(next) => change({ charts: next })}
          />
        </div>
        <div className="control">
          <span className="control-label">Over</span>
          <Segmented
            label="Horizontal axis"
            options={X_AXES.map((one) => [one, X_WORDS[one]] as const)}
            value={x}
            onChange={(next) => change({ x: next })}
          />
        </div>
        <div className="control">
          <label className="control-label" htmlFor={slider}>
            Smoothing
          </label>
          <input
            id={slider}
            type="range"
            min={0}
            max={0.99}
            step={0.01}
            value={view.smooth ?? 0}
            onChange={(event) => change({ smooth: event.target.value })}
          />
          <output className="num smooth-value">{(view.smooth ?? 0).toFixed(2)}</output>
        </div>
        {group === "loss" && (
          <label className="check-label">
            <input
              type="checkbox"
              checked={view.logY ?? false}
              onChange={(event) => change({ logY: event.target.checked })}
            />
            Log loss
          </label>
        )}
      </div>
      {error ? <Failure error={error} what="The curves could not be read" /> : null}
      {plots.length === 0 && !error && (
        <section className="card" aria-label={GROUP_WORDS[group]}>
          {pending ? (
            <Skeleton rows={4} label="Loading the curves" />
          ) : (
            <p className="muted">{external ? "No points yet on this axis." : NO_POINTS}</p>
          )}
        </section>
      )}
      <div className={group === "loss" ? "charts detail" : "charts layers"}>
        {plots.map(({ key, title, meaning, plot }, place) => (
          <ChartCard
            key={key}
            title={title}
            plot={plot}
            height={group === "loss" && place === 0 ? 320 : 200}
            syncKey="detail"
            zoom={zoom}
            onZoom={onZoom}
            pointsUrl={
              pointsUrl &&
              ((format) =>
                pointsUrl(
                  plot.traces.map((trace) => trace.id),
                  format,
                ))
            }
          >
            {group !== "loss" && meaning && <p className="hint">{meaning}</p>}
            <p className="inline-legend">
              {plot.traces.map((trace) => {
                const { color, dash } = lineStyle(trace.style, theme);
                return (
                  <span key={trace.id}>
                    <svg width="26" height="8" aria-hidden="true" focusable="false">
                      <line
                        x2="26"
                        y1="4"
                        y2="4"
                        stroke={color}
                        strokeWidth="2.5"
                        strokeDasharray={dash.join(" ")}
                      />
                    </svg>
                    {plot.traces.length > 1 && `${trace.label} `}
                    <CursorValue syncKey="detail" trace={trace} />
                  </span>
                );
              })}
            </p>
          </ChartCard>
        ))}
      </div>
    </div>
  );
}

const NO_POINTS =
  "No points yet. These metrics are measured at the first step, at every evaluation, and at regular steps in between. Runs of earlier versions do not have them.";

const GROUP_WORDS: Record<MetricGroup, string> = {
  loss: "Overview",
  speed: "Speed",
  routing: "Routing",
  experts: "Experts",
  gradients: "Gradients",
};

/** The number of real experts of a block. The paths after them are no-ops. */
function expertCount(spec: ShownExperiment["spec"]): number {
  return "experts" in spec.architecture ? spec.architecture.experts : Number.POSITIVE_INFINITY;
}
