import { memo, useId, useMemo } from "react";
import type { CompareView } from "~/features/compare/compareView";
import { parseCompareView } from "~/features/compare/compareView";
import type { Follow } from "~/features/compare/follow";
import { GroupFields } from "~/features/compare/GroupFields";
import type { Line } from "~/features/compare/lines";
import { fieldTitle } from "~/features/compare/runFields";
import { Swatch } from "~/features/compare/Swatch";
import type { LineValues } from "~/features/compare/values";
import { withHidden } from "~/features/compare/visible";
import { compact, loss, scientific, UNKNOWN } from "~/shared/format/numbers";
import { metricTitle } from "~/shared/metrics/catalogue";
import { Menu } from "~/shared/ui/Menu";
import { ScrollBox } from "~/shared/ui/ScrollBox";

type Props = {
  view: CompareView;
  onView: (view: CompareView, follow?: Follow) => void;
  lines: readonly Line[];
  /** The fields in which the runs differ. */
  fields: readonly string[];
  metric: string;
  values: ReadonlyMap<string, LineValues>;
};

/** The lines of the charts, with what they reached: searched, coloured, grouped, pinned, hidden, and compared with a baseline. */
export function RunsPanel({ view, onView, lines, fields, metric, values }: Props) {
  const search = useId();
  const color = useId();
  const band = useId();
  const change = (part: Record<string, unknown>, follow?: Follow) =>
    onView(parseCompareView({ ...view, ...part }), follow);
  const found = useMemo(() => {
    const words = (view.find ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const fits = ({ label, runs }: Line) => {
      const text = [label, ...runs.flatMap((run) => [run.name, run.kind, ...(run.tags ?? [])])]
        .join(" ")
        .toLowerCase();
      return words.every((word) => text.includes(word));
    };
    const matches = words.length === 0 ? lines : lines.filter(fits);
    return [...matches].sort((a, b) => Number(b.pinned) - Number(a.pinned));
  }, [lines, view.find]);
  const ids = lines.flatMap((line) => line.runs.map((run) => run.id));
  const idsOf = (some: readonly Line[]) => some.flatMap((line) => line.runs.map((run) => run.id));
  const hide = (hidden: readonly Line[]) => onView(withHidden(view, ids, new Set(idsOf(hidden))));
  const act = (line: Line, what: Act) => {
    if (what === "toggle") {
      const others = lines.filter((one) => one.hidden && one !== line);
      hide(line.hidden ? others : [...others, line]);
    } else if (what === "only") {
      hide(lines.filter((one) => one !== line));
    } else if (what === "pin") {
      change({ pin: idsOf(lines.filter((one) => one.pinned !== (one === line))).join(",") });
    } else {
      change({ base: line.base ? undefined : line.id });
    }
  };
  const base = lines.find((line) => line.base);
  const grouped = view.group !== undefined;
  return (
    <section className="card runs-panel" aria-label="Legend">
      <div className="panel-controls">
        <input
          id={search}
          type="search"
          aria-label="Search the legend"
          placeholder="Search"
          value={view.find ?? ""}
          onChange={(event) => change({ find: event.target.value }, "move")}
        />
        <div className="panel-pair">
          <label htmlFor={color}>Colour by</label>
          <select
            id={color}
            value={view.color ?? ""}
            onChange={(event) => change({ color: event.target.value })}
          >
            <option value="">{grouped ? "Group" : "Run"}</option>
            {fields.map((field) => (
              <option key={field} value={field}>
                {fieldTitle(field)}
              </option>
            ))}
          </select>
          <span>Group by</span>
          <GroupFields value={view.group} fields={fields} onChange={(group) => change({ group })} />
          {grouped && (
            <>
              <label htmlFor={band}>Band</label>
              <select
                id={band}
                value={view.band ?? "minmax"}
                onChange={(event) => change({ band: event.target.value })}
              >
                <option value="minmax">Minimum to maximum</option>
                <option value="t95">95 % interval of the mean (t)</option>
                <option value="none">None</option>
              </select>
            </>
          )}
        </div>
        <div className="row">
          <button type="button" className="button small" onClick={() => hide([])}>
            Show all
          </button>
          <button
            type="button"
            className="button small"
            disabled={found.length === lines.length}
            onClick={() => hide(lines.filter((line) => !found.includes(line)))}
          >
            Only those found
          </button>
          <span className="muted small-text">
            {found.length} of {lines.length}
          </span>
        </div>
      </div>
      <ScrollBox label="Table of values" className="table-scroll panel-list">
        <table className="table legend-table">
          <caption className="visually-hidden">
            The lines of the charts with their values of {metricTitle(metric)}
          </caption>
          <thead>
            <tr>
              <th scope="col">{metricTitle(metric)}</th>
              <th scope="col">
                <span className="visually-hidden">Actions</span>
              </th>
              <th
                scope="col"
                className="num"
                title={base && `Below it: less the last value of ${base.label}`}
              >
                Last
              </th>
              <th
                scope="col"
                className="num"
                title={base && `Below it: less the best value of ${base.label}`}
              >
                Best
              </th>
              {base && (
                <th
                  scope="col"
                  className="num"
                  title={`Value less that of ${base.label} at the FLOPs that both have spent`}
                >
                  Δ same FLOPs
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {found.map((line) => (
              <Row
                key={line.id}
                line={line}
                values={values.get(line.id)}
                isLoss={metric.includes("loss")}
                compares={base !== undefined}
                onAct={act}
              />
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}

type Act = "toggle" | "only" | "pin" | "base";
type RowProps = {
  line: Line;
  values: LineValues | undefined;
  isLoss: boolean;
  compares: boolean;
  onAct: (line: Line, what: Act) => void;
};

const Row = memo(
  function Row({ line, values = {}, isLoss, compares, onAct }: RowProps) {
    const form = (value: number | undefined) =>
      isLoss ? loss(value) : compact(value === undefined ? value : Number(value.toPrecision(5)));
    return (
      <tr className={line.hidden ? "dimmed" : undefined}>
        <th scope="row">
          <button
            type="button"
            className="legend-entry"
            aria-pressed={!line.hidden}
            aria-label={`Show ${line.label}`}
            title={line.label}
            onClick={() => onAct(line, "toggle")}
          >
            <Swatch place={line.style} />
            <span className="legend-name">{line.label}</span>
            {line.pinned && <span className="legend-mark">pinned</span>}
            {line.base && <span className="legend-mark">baseline</span>}
          </button>
        </th>
        <td>
          <Menu label={`Actions for ${line.label}`} trigger="…" className="icon">
            <button type="button" title="Hides all other lines" onClick={() => onAct(line, "only")}>
              Show only this
            </button>
            <button
              type="button"
              title="A pinned line is always read out at the cursor, and first in this list"
              onClick={() => onAct(line, "pin")}
            >
              {line.pinned ? "Unpin" : "Pin"}
            </button>
            <button type="button" onClick={() => onAct(line, "base")}>
              {line.base ? "Compare with none" : "Compare others with this"}
            </button>
          </Menu>
        </td>
        <td className="num">
          {form(values.last)}
          {compares && <Delta words={signed(values.lastDelta, form)} />}
        </td>
        <td className="num">
          {form(values.best)}
          {compares && <Delta words={signed(values.bestDelta, form)} />}
        </td>
        {compares && (
          <td className="num">
            {signed(values.equalDelta, form)}
            {values.equalFlops !== undefined && (
              <small className="delta">at {scientific(values.equalFlops)}</small>
            )}
          </td>
        )}
      </tr>
    );
  },
  (before, after) =>
    sameLine(before.line, after.line) &&
    before.isLoss === after.isLoss &&
    before.compares === after.compares &&
    JSON.stringify(before.values) === JSON.stringify(after.values) &&
    before.onAct === after.onAct,
);

/** How far a value is from that of the baseline. */
const Delta = ({ words }: { words: string }) =>
  words === UNKNOWN ? null : <small className="delta">{words}</small>;

const sameLine = (a: Line, b: Line) =>
  a.id === b.id &&
  a.label === b.label &&
  a.style === b.style &&
  a.hidden === b.hidden &&
  a.pinned === b.pinned &&
  a.base === b.base;

function signed(value: number | undefined, form: (value: number | undefined) => string): string {
  if (value === undefined || Number.isNaN(value)) return UNKNOWN;
  return value < 0 ? `−${form(-value)}` : `+${form(value)}`;
}
