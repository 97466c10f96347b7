import { Link } from "@tanstack/react-router";
import { Swatch } from "~/features/compare/Swatch";
import type { ShownExperiment } from "~/shared/api/types";
import { count, loss, scientific, si } from "~/shared/format/numbers";
import { duration } from "~/shared/format/time";
import { KIND_WORDS } from "~/shared/format/words";
import { ScrollBox } from "~/shared/ui/ScrollBox";
import { StateBadge } from "~/shared/ui/StateBadge";

type Props = { runs: readonly ShownExperiment[]; onRemove?: (id: string) => void };

/** A table of the runs. Without onRemove it is read-only. */
export function RunsTable({ runs, onRemove }: Props) {
  const best = Math.min(
    ...runs.map(({ valLoss }) => (typeof valLoss === "number" ? valLoss : Number.POSITIVE_INFINITY)),
  );
  return (
    <section className="card" aria-label="Runs">
      <h2>Runs</h2>
      <ScrollBox label="Table of compared experiments" className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">State</th>
              <th scope="col">Kind</th>
              <th scope="col" className="num" title="Nats per token, at the last step">
                Train loss
              </th>
              <th scope="col" className="num" title="Nats per token, at the last evaluation">
                Held-out loss
              </th>
              <th scope="col" className="num">
                Parameters
              </th>
              <th scope="col" className="num">
                FLOPs/step
              </th>
              <th scope="col" className="num">
                Steps
              </th>
              <th scope="col" className="num">
                Planned FLOPs
              </th>
              <th scope="col" className="num">
                Executed FLOPs
              </th>
              <th scope="col" className="num">
                Tokens/s
              </th>
              <th scope="col" className="num">
                Time
              </th>
              {onRemove && (
                <th scope="col">
                  <span className="visually-hidden">Remove</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {runs.map((run, place) => (
              <tr key={run.id}>
                <th scope="row" className="name-cell">
                  <Swatch place={place} />{" "}
                  {onRemove ? (
                    <Link to="/experiments/$id" params={{ id: run.id }}>
                      {run.name}
                    </Link>
                  ) : (
                    run.name
                  )}
                </th>
                <td>
                  <StateBadge state={run.state} reason={run.stateReason} />
                </td>
                <td className="nowrap">{KIND_WORDS[run.kind] ?? run.kind}</td>
                <td className="num">{loss(run.trainLoss)}</td>
                <td className={run.valLoss === best ? "num best" : "num"}>{loss(run.valLoss)}</td>
                <td className="num" title={count(run.parameters)}>
                  {si(run.parameters)}
                </td>
                <td className="num">{scientific(run.flopsPerStep)}</td>
                <td className="num nowrap">
                  {run.steps > 0 ? `${count(run.step)} / ${count(run.steps)}` : count(run.step)}
                </td>
                <td className="num">{scientific(run.flopsPlanned)}</td>
                <td className="num">{scientific(run.flopsExecuted)}</td>
                <td className="num">{si(run.tokensPerSecond)}</td>
                <td className="num nowrap">{duration(run.seconds)}</td>
                {onRemove && (
                  <td className="actions-cell">
                    <button
                      type="button"
                      className="button small quiet icon"
                      aria-label={`Remove ${run.name} from the comparison`}
                      onClick={() => onRemove(run.id)}
                    >
                      ×
                    </button>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}
