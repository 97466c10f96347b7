import { type CompareView, filledIn, parseCompareView, withX } from "~/features/compare/compareView";
import type { Follow } from "~/features/compare/follow";
import { LayerMetric } from "~/features/compare/LayerMetric";
import { LoggedMetric } from "~/features/compare/LoggedMetric";
import { METRICS } from "~/features/compare/metrics";
import { SmoothingControl } from "~/features/compare/SmoothingControl";
import { X_AXES } from "~/shared/api/types";
import { X_WORDS } from "~/shared/format/words";
import { metricTitle } from "~/shared/metrics/catalogue";
import { Segmented } from "~/shared/ui/Segmented";

type Props = {
  view: CompareView;
  onView: (view: CompareView, follow?: Follow) => void;
  /** Whether the metrics of other programs are offered. Only members may ask which there are. */
  logged?: boolean;
};

export function Controls({ view, onView, logged = false }: Props) {
  const full = filledIn(view);
  const change = (part: Record<string, unknown>, follow?: Follow) =>
    onView(parseCompareView({ ...view, ...part }), follow);
  // Metrics of single blocks come after those of the whole run, and disappear when they are switched off.
  const offered = [...METRICS, ...full.metrics.filter((metric) => !METRICS.includes(metric))];
  const add = (metric: string) => change({ metric: [...new Set([...full.metrics, metric])].join(",") });
  const toggleMetric = (metric: string) => {
    const next = full.metrics.includes(metric)
      ? full.metrics.filter((one) => one !== metric)
      : offered.filter((one) => one === metric || full.metrics.includes(one));
    if (next.length > 0) change({ metric: next.join(",") });
  };
  return (
    <div className="controls">
      <div className="control">
        <span className="control-label">Over</span>
        <Segmented
          label="Horizontal axis"
          options={X_AXES.map((x) => [x, X_WORDS[x]] as const)}
          value={full.x}
          onChange={(x) => onView(withX(view, x))}
        />
      </div>
      <fieldset className="chips">
        <legend>Metrics</legend>
        {offered.map((metric) => (
          <button
            key={metric}
            type="button"
            className={full.metrics.includes(metric) ? "chip on" : "chip"}
            aria-pressed={full.metrics.includes(metric)}
            onClick={() => toggleMetric(metric)}
          >
            {metricTitle(metric)}
          </button>
        ))}
        <LayerMetric onAdd={add} />
        {logged && <LoggedMetric shown={full.metrics} onAdd={add} />}
      </fieldset>
      <SmoothingControl view={view} onView={onView} />
      <label className="check-label">
        <input
          type="checkbox"
          checked={full.logX}
          onChange={(event) => change({ logX: event.target.checked, from: undefined, to: undefined })}
        />
        Log x
      </label>
      <label className="check-label">
        <input
          type="checkbox"
          checked={full.logY}
          onChange={(event) => change({ logY: event.target.checked })}
        />
        Log y
      </label>
      <label
        className="check-label"
        title="A run far away from the others does not stretch the vertical axes."
      >
        <input
          type="checkbox"
          checked={full.calm}
          onChange={(event) => change({ calm: event.target.checked })}
        />
        Ignore outliers
      </label>
    </div>
  );
}
