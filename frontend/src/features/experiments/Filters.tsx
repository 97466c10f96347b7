import { useEffect, useState } from "react";
import { FilterField } from "~/features/experiments/FilterField";
import type { FilterProblem } from "~/features/experiments/filterProblem";
import { isFiltered, type TableSettings, toggled, unfiltered } from "~/features/experiments/tableView";
import { KINDS, STATES } from "~/shared/api/types";
import { KIND_WORDS, STATE_WORDS } from "~/shared/format/words";
import { list } from "~/shared/url/search";

type Props = {
  view: TableSettings;
  /** What is wrong with the filter of the view. */
  problem?: FilterProblem;
  onView: (view: TableSettings) => void;
};

export function Filters({ view, problem, onView }: Props) {
  return (
    <search className="filters">
      <Search value={view.q} onChange={(q) => onView({ ...view, q })} />
      <Chips
        label="State"
        options={STATES.map((state) => [state, STATE_WORDS[state]])}
        value={view.state}
        onChange={(state) => onView({ ...view, state })}
      />
      <Chips
        label="Kind"
        options={KINDS.map((kind) => [kind, KIND_WORDS[kind]])}
        value={view.kind}
        onChange={(kind) => onView({ ...view, kind })}
      />
      {view.tag && (
        <button type="button" className="chip on" onClick={() => onView({ ...view, tag: undefined })}>
          tag: {view.tag} ×
        </button>
      )}
      {isFiltered(view) && (
        <button type="button" className="button small quiet" onClick={() => onView(unfiltered(view))}>
          Clear
        </button>
      )}
      <FilterField value={view.filter} problem={problem} onChange={(filter) => onView({ ...view, filter })} />
    </search>
  );
}

/** A search field that writes to the URL whenever typing pauses. */
function Search({ value, onChange }: { value?: string; onChange: (q: string | undefined) => void }) {
  const [typed, setTyped] = useState(value ?? "");
  useEffect(() => setTyped(value ?? ""), [value]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts the timer
  useEffect(() => {
    if (typed.trim() === (value ?? "")) return;
    const timer = setTimeout(() => onChange(typed.trim() || undefined), 300);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <input
      type="search"
      aria-label="Search by name, tag or notes"
      placeholder="Search"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}

type ChipsProps = {
  label: string;
  options: readonly (readonly [string, string])[];
  value?: string;
  onChange: (value: string | undefined) => void;
};

function Chips({ label, options, value, onChange }: ChipsProps) {
  const on = list(value);
  return (
    <fieldset className="chips">
      <legend>{label}</legend>
      {options.map(([option, words]) => (
        <button
          key={option}
          type="button"
          className={on.includes(option) ? "chip on" : "chip"}
          aria-pressed={on.includes(option)}
          onClick={() => onChange(toggled(value, option))}
        >
          {words}
        </button>
      ))}
    </fieldset>
  );
}
