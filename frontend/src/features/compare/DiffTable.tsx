import { configDiff } from "~/features/compare/configDiff";
import type { ShownExperiment } from "~/shared/api/types";
import { UNKNOWN } from "~/shared/format/numbers";
import { ScrollBox } from "~/shared/ui/ScrollBox";

/** A table of the settings in which the runs differ. */
export function DiffTable({ runs }: { runs: readonly ShownExperiment[] }) {
  if (runs.length < 2) return null;
  const rows = configDiff(runs.map((run) => run.spec));
  return (
    <section className="card" aria-label="Config differences">
      <h2>Config differences</h2>
      {rows.length === 0 ? (
        <p className="muted">The specs are the same, except for their names.</p>
      ) : (
        <ScrollBox label="Table of differences" className="table-scroll">
          <table className="table diff-table">
            <thead>
              <tr>
                <th scope="col">Field</th>
                {runs.map((run) => (
                  <th key={run.id} scope="col" className="name">
                    {run.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.field}>
                  <th scope="row">
                    <code>{row.field}</code>
                  </th>
                  {row.values.map((value, i) => (
                    <td key={runs[i]?.id}>{value ?? <span className="muted">{UNKNOWN}</span>}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </section>
  );
}
