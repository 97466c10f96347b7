import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type Column, valueCell } from "~/features/experiments/columns";
import { RowMenu } from "~/features/experiments/RowMenu";
import type { Experiment } from "~/shared/api/types";
import { waitsFor } from "~/shared/experiment/waiting";
import { count } from "~/shared/format/numbers";
import { duration } from "~/shared/format/time";
import { Progress } from "~/shared/ui/Progress";
import { StateBadge } from "~/shared/ui/StateBadge";

type Props = {
  experiment: Experiment;
  columns: readonly Column[];
  /** The values of the columns that are not the page's own. */
  values: Record<string, unknown>;
  /** The label that it needs and no worker node offers. */
  missing?: string;
  selected: boolean;
  /** `ranged` is true when the shift key was held, for all rows since the last click. */
  onSelect: (on: boolean, ranged: boolean) => void;
};

export function ExperimentRow({ experiment, columns, values, missing, selected, onSelect }: Props) {
  const { id, name } = experiment;
  return (
    <tr className={selected ? "selected" : undefined} data-experiment={id}>
      <td className="check">
        <input
          type="checkbox"
          aria-label={`Select ${name}`}
          checked={selected}
          onChange={(event) => onSelect(event.target.checked, isRanged(event.nativeEvent))}
        />
      </td>
      <th scope="row" className="name-cell">
        <Link to="/experiments/$id" params={{ id }}>
          {name}
        </Link>
        {experiment.archivedAt && <span className="state-note">archived</span>}
        {experiment.tags.map((tag) => (
          <Link key={tag} to="/" search={{ tag }} className="tag">
            {tag}
          </Link>
        ))}
      </th>
      {columns.map((column) => (
        <Cell key={column.field} column={column} value={values[column.field]}>
          {column.field === "state" ? (
            <State experiment={experiment} missing={missing} />
          ) : column.field === "progress" ? (
            <Steps experiment={experiment} />
          ) : (
            column.cell?.(experiment)
          )}
        </Cell>
      ))}
      <td className="actions-cell">
        <RowMenu experiment={experiment} />
      </td>
    </tr>
  );
}

/** A change of a checkbox is a click, by the mouse or by the space bar. */
const isRanged = (event: Event): boolean => "shiftKey" in event && event.shiftKey === true;

type CellProps = { column: Column; value: unknown; children: ReactNode };

function Cell({ column, value, children }: CellProps) {
  const numeric = column.numeric ?? typeof value === "number";
  const kind = column.field === "progress" ? "progress-cell" : numeric ? "num" : "nowrap";
  return <td className={column.field === "state" ? undefined : kind}>{children ?? valueCell(value)}</td>;
}

function State({ experiment, missing }: { experiment: Experiment; missing?: string }) {
  return (
    <>
      <StateBadge state={experiment.state} reason={experiment.stateReason} />
      {missing && (
        <span className="state-note" title={`${waitsFor(missing)} Its page says what to do.`}>
          no worker with {missing}
        </span>
      )}
    </>
  );
}

function Steps({ experiment }: { experiment: Experiment }) {
  const { name, state, step, steps, secondsLeft } = experiment;
  return (
    <>
      <Progress step={step} steps={steps} state={state} label={`Progress of ${name}`} />
      <span className="progress-text">
        {steps > 0 ? `${count(step)} / ${count(steps)}` : `step ${count(step)}`}
        {state === "RUNNING" && secondsLeft !== null && <> · {duration(secondsLeft)} left</>}
      </span>
    </>
  );
}
