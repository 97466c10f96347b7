import { readOut } from "~/features/compare/plots";
import type { ShownExperiment, XAxis } from "~/shared/api/types";
import type { Plot } from "~/shared/chart/model";
import { lineStyle } from "~/shared/chart/palette";
import { compact, loss } from "~/shared/format/numbers";
import { X_LABELS } from "~/shared/format/words";
import { metricTitle } from "~/shared/metrics/catalogue";
import { useShownTheme } from "~/shared/theme";
import { ScrollBox } from "~/shared/ui/ScrollBox";

type Props = {
  runs: readonly ShownExperiment[];
  plots: readonly { metric: string; plot: Plot }[];
  hidden: readonly string[];
  x: XAxis;
  cursor: number | null;
  onToggle: (id: string) => void;
};

/** The legend. It shows the value of each line under the cursor, and a click hides or shows a line. */
export function Legend({ runs, plots, hidden, x, cursor, onToggle }: Props) {
  const values = plots.map(({ plot }) => readOut(plot, cursor));
  return (
    <ScrollBox label="Table of values" className="table-scroll legend">
      <table className="table legend-table">
        <caption className="visually-hidden">Legend with values under the cursor</caption>
        <thead>
          <tr>
            <th scope="col">{cursor === null ? "Last point" : `${X_LABELS[x]} ${compact(cursor)}`}</th>
            {plots.map(({ metric }) => (
              <th key={metric} scope="col" className="num">
                {metricTitle(metric)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run, place) => (
            <tr key={run.id} className={hidden.includes(run.id) ? "dimmed" : undefined}>
              <th scope="row">
                <button
                  type="button"
                  className="legend-entry"
                  aria-pressed={!hidden.includes(run.id)}
                  aria-label={`Show ${run.name}`}
                  onClick={() => onToggle(run.id)}
                >
                  <Swatch place={place} />
                  {run.name}
                </button>
              </th>
              {plots.map(({ metric }, i) => (
                <td key={metric} className="num">
                  {metric.endsWith("loss") ? loss(values[i]?.get(run.id)) : compact(values[i]?.get(run.id))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

export function Swatch({ place }: { place: number }) {
  const { color, dash } = lineStyle(place, useShownTheme());
  return (
    <svg className="swatch" width="34" height="8" aria-hidden="true" focusable="false">
      <line x1="0" x2="34" y1="4" y2="4" stroke={color} strokeWidth="2.5" strokeDasharray={dash.join(" ")} />
    </svg>
  );
}
