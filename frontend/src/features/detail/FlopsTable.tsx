import { useQuery } from "@tanstack/react-query";
import { flopsByModule } from "~/features/detail/flopsByModule";
import { flopsQuery } from "~/shared/api/experiments";
import type { Experiment } from "~/shared/api/types";
import { counted } from "~/shared/format/counted";
import { percent, scientific, UNKNOWN } from "~/shared/format/numbers";
import { Failure, Skeleton } from "~/shared/ui/Notice";
import { ScrollBox } from "~/shared/ui/ScrollBox";

export function FlopsTable({ experiment }: { experiment: Experiment }) {
  const query = useQuery(flopsQuery(experiment.id));
  if (query.isPending) return <Skeleton rows={5} />;
  if (query.error) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const flops = query.data;
  const executed = experiment.flopsExecuted ?? flops.flopsExecuted;
  const sum = flops.trainingPerSequence - flops.forwardPerSequence;
  const scheduled = "capacitySchedule" in experiment.spec.architecture;
  return (
    <div className="stack">
      <p>
        Planned {scientific(flops.flopsPlanned)} FLOPs: {counted(flops.steps, "step")} of{" "}
        {scientific(flops.flopsPerStep)}
        {scheduled &&
          " at the final capacity, with the steps of the capacity schedule counted at their own capacity"}
        . Executed so far {scientific(executed)}
        {executed !== null && flops.flopsPlanned > 0 && <> ({percent(executed / flops.flopsPlanned)})</>}.
      </p>
      <p className="muted">
        Convention <code>{flops.convention}</code>: a multiply-add counts as two, attention is counted in
        full, and embedding and output are counted. The numbers are per sequence and summed over layers.
      </p>
      <ScrollBox label="Table of modules" className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Module</th>
              <th scope="col">Operation</th>
              <th scope="col" className="num">
                Blocks
              </th>
              <th scope="col" className="num">
                Forward
              </th>
              <th scope="col" className="num">
                Backward
              </th>
              <th scope="col" className="num">
                Share
              </th>
              <th scope="col" className="num" title="The FLOPs of the module in all steps of the run">
                Whole run
              </th>
            </tr>
          </thead>
          <tbody>
            {flopsByModule(flops.perSequence).map((row) => (
              <tr key={row.module}>
                <th scope="row">
                  <code>{row.module}</code>
                </th>
                <td>{row.operations.join(", ").toLowerCase().replaceAll("_", " ")}</td>
                <td className="num">{row.layers || UNKNOWN}</td>
                <td className="num">{scientific(row.forward)}</td>
                <td className="num">{scientific(row.backward)}</td>
                <td className="num">{percent(row.share)}</td>
                <td className="num">{scientific(row.share * flops.flopsPlanned)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={3}>
                Planned
              </th>
              <td className="num">{scientific(flops.forwardPerSequence)}</td>
              <td className="num">{scientific(sum)}</td>
              <td className="num">100 %</td>
              <td className="num">{scientific(flops.flopsPlanned)}</td>
            </tr>
            <tr>
              <th scope="row" colSpan={6}>
                Executed so far, as counted by the worker
              </th>
              <td className="num">{scientific(executed)}</td>
            </tr>
          </tfoot>
        </table>
      </ScrollBox>
    </div>
  );
}
