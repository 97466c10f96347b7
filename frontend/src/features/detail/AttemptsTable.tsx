import type { Attempt } from "~/shared/api/types";
import { count, UNKNOWN } from "~/shared/format/numbers";
import { ScrollBox } from "~/shared/ui/ScrollBox";
import { Moment } from "~/shared/ui/Time";

export function AttemptsTable({ attempts }: { attempts: readonly Attempt[] }) {
  if (attempts.length === 0) {
    return (
      <p className="muted">
        No worker has taken this experiment yet. See whether one is online under Workers.
      </p>
    );
  }
  return (
    <ScrollBox label="Table of attempts" className="table-scroll">
      <table className="table">
        <thead>
          <tr>
            <th scope="col" className="num">
              #
            </th>
            <th scope="col">State</th>
            <th scope="col">Worker</th>
            <th scope="col">Processor</th>
            <th scope="col">Started</th>
            <th scope="col">Ended</th>
            <th scope="col" className="num">
              From step
            </th>
            <th scope="col" className="num">
              To step
            </th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map((attempt) => (
            <tr key={attempt.number}>
              <td className="num">{attempt.number}</td>
              <td>{attempt.state.toLowerCase()}</td>
              <td>{attempt.node ?? UNKNOWN}</td>
              <td>{attempt.processorClass ?? UNKNOWN}</td>
              <td className="nowrap">
                <Moment at={attempt.startedAt} />
              </td>
              <td className="nowrap">
                <Moment at={attempt.endedAt} />
              </td>
              <td className="num">{count(attempt.resumedFromStep ?? 0)}</td>
              <td className="num">{count(attempt.lastStep)}</td>
              <td className="words">
                {attempt.reason ?? (attempt.note ? null : UNKNOWN)}
                {attempt.note && <div className="muted">{attempt.note}</div>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
