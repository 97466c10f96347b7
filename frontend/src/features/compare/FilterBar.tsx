import { Link } from "@tanstack/react-router";
import { type FormEvent, useEffect, useId, useState } from "react";
import { MOST_RUNS, type RunFilter } from "~/features/compare/loadRuns";
import { explain, Problem } from "~/shared/api/problem";
import { counted } from "~/shared/format/counted";

type Props = {
  filter: RunFilter;
  error: unknown;
  /** How many runs match, and how many of them are shown. */
  total: number | undefined;
  shown: number;
  onFilter: (filter: string) => void;
  /** Names the runs that are shown now, so that no others come. */
  onFix: () => void;
};

/** Whether the server does not understand the filter. Other errors are not about it. */
export const isRefusal = (error: unknown): boolean => error instanceof Problem && error.status === 400;

/** The filter that says which runs are compared. Runs that match later are there when the page is loaded again. */
export function FilterBar({ filter, error, total, shown, onFilter, onFix }: Props) {
  const id = useId();
  const [typed, setTyped] = useState(filter.filter ?? "");
  useEffect(() => setTyped(filter.filter ?? ""), [filter.filter]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() !== (filter.filter ?? "")) onFilter(typed.trim());
  };
  const problem = isRefusal(error) ? explain(error) : undefined;
  const rest = Object.entries(filter).filter(([name, value]) => name !== "filter" && value);
  return (
    <form className="compare-filter" onSubmit={submit}>
      <label htmlFor={id} className="control-label">
        Runs that match
      </label>
      <input
        id={id}
        type="text"
        spellCheck={false}
        autoComplete="off"
        placeholder="Filter, for example: kind = mod and val_loss.best < 1.6"
        value={typed}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-state`}
        onChange={(event) => setTyped(event.target.value)}
      />
      <button type="submit" className="button">
        Apply
      </button>
      <button
        type="button"
        className="button quiet"
        disabled={shown === 0}
        title="Runs that match later are not added any more"
        onClick={onFix}
      >
        Keep these runs
      </button>
      <Link to="/" search={filter} className="button quiet">
        Show in the table
      </Link>
      <p
        id={`${id}-state`}
        className={problem ? "filter-problem" : "hint"}
        role={problem ? "alert" : "status"}
      >
        {problem ??
          (total === undefined
            ? "Looking for runs…"
            : total > shown && shown === MOST_RUNS
              ? `${counted(total, "run")} match. The newest ${MOST_RUNS} of them are shown; a narrower filter shows the others.`
              : `${counted(total, "run")} ${total === 1 ? "matches" : "match"}.`)}
        {rest.length > 0 && ` They also have ${rest.map(([name, value]) => `${name}: ${value}`).join("; ")}.`}
      </p>
    </form>
  );
}
