import type { EstimateRow } from "~/features/compose/useEstimates";
import { explain, Problem } from "~/shared/api/problem";
import { count, percent, scientific, si } from "~/shared/format/numbers";
import { KIND_WORDS } from "~/shared/format/words";
import { ScrollBox } from "~/shared/ui/ScrollBox";

/** The cost of each family that will be queued, as the server counts it. */
export function Estimates({ rows }: { rows: readonly EstimateRow[] }) {
  const convention = rows.find((row) => row.estimate)?.estimate?.convention;
  return (
    <section className="card" aria-label="Cost" aria-live="polite">
      <h2>Cost</h2>
      <ScrollBox label="Table of kinds" className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Kind</th>
              <th scope="col" className="num">
                Parameters
              </th>
              <th
                scope="col"
                className="num"
                title="At the final capacity. Under a capacity schedule, early steps have another cost."
              >
                FLOPs/step
              </th>
              <th
                scope="col"
                className="num"
                title="Forward FLOPs, relative to the dense baseline of the same shape"
              >
                Relative to dense
              </th>
              <th scope="col" className="num">
                Steps
              </th>
              <th scope="col" className="num">
                Tokens
              </th>
              <th scope="col" className="num">
                FLOPs
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ kind, estimate, error }) => (
              <tr key={kind} className={error ? "dimmed" : undefined}>
                <th scope="row">{KIND_WORDS[kind]}</th>
                {error && !estimate ? (
                  <td colSpan={6} className="error-text">
                    {error instanceof Problem && error.errors.length > 0
                      ? "The spec is refused, see below"
                      : explain(error)}
                  </td>
                ) : (
                  <>
                    <td className="num" title={count(estimate?.parameters)}>
                      {si(estimate?.parameters)}
                    </td>
                    <td className="num">{scientific(estimate?.flopsPerStep)}</td>
                    <td className="num">{percent(estimate?.relativeToBaseline)}</td>
                    <td className="num">{count(estimate?.steps)}</td>
                    <td className="num">{si(estimate?.tokens)}</td>
                    <td className="num">{scientific(estimate?.flopsPlanned)}</td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {convention && (
        <p className="hint">
          Convention <code>{convention}</code>
        </p>
      )}
    </section>
  );
}
