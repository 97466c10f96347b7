import { Link } from "@tanstack/react-router";
import type { Experiment } from "~/shared/api/types";
import { ActionMenu } from "~/shared/experiment/ActionMenu";
import { waitsFor } from "~/shared/experiment/waiting";
import { count, loss, scientific, si } from "~/shared/format/numbers";
import { duration } from "~/shared/format/time";
import { KIND_WORDS } from "~/shared/format/words";
import { Progress } from "~/shared/ui/Progress";
import { StateBadge } from "~/shared/ui/StateBadge";
import { Moment } from "~/shared/ui/Time";

type Props = {
  experiment: Experiment;
  /** The label that it needs and no worker node offers. */
  missing?: string;
  selected: boolean;
  onSelect: (on: boolean) => void;
};

export function ExperimentRow({ experiment, missing, selected, onSelect }: Props) {
  const { id, name, state, step, steps } = experiment;
  return (
    <tr className={selected ? "selected" : undefined} data-experiment={id}>
      <td className="check">
        <input
          type="checkbox"
          aria-label={`Select ${name}`}
          checked={selected}
          onChange={(event) => onSelect(event.target.checked)}
        />
      </td>
      <th scope="row" className="name-cell">
        <Link to="/experiments/$id" params={{ id }}>
          {name}
        </Link>
        {experiment.tags.map((tag) => (
          <Link key={tag} to="/" search={{ tag }} className="tag">
            {tag}
          </Link>
        ))}
      </th>
      <td>
        <StateBadge state={state} reason={experiment.stateReason} />
        {missing && (
          <span className="state-note" title={`${waitsFor(missing)} Its page says what to do.`}>
            no worker with {missing}
          </span>
        )}
      </td>
      <td className="progress-cell">
        <Progress step={step} steps={steps} state={state} label={`Progress of ${name}`} />
        <span className="progress-text">
          {count(step)} / {count(steps)}
          {state === "RUNNING" && experiment.secondsLeft !== null && (
            <> · {duration(experiment.secondsLeft)} left</>
          )}
        </span>
      </td>
      <td className="nowrap">{KIND_WORDS[experiment.kind] ?? experiment.kind}</td>
      <td className="num" title={count(experiment.parameters)}>
        {si(experiment.parameters)}
      </td>
      <td className="num">{scientific(experiment.flopsPerStep)}</td>
      <td className="num">{loss(experiment.trainLoss)}</td>
      <td className="num">{loss(experiment.valLoss)}</td>
      <td className="num">{si(experiment.tokensPerSecond)}</td>
      <td className="nowrap">
        <Moment at={experiment.createdAt} />
      </td>
      <td className="actions-cell">
        <ActionMenu experiment={experiment} />
      </td>
    </tr>
  );
}
