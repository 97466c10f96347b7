import { useQuery } from "@tanstack/react-query";
import { Fact } from "~/features/detail/Fact";
import { waitingQuery } from "~/shared/api/experiments";
import type { Experiment } from "~/shared/api/types";
import { bytes, count } from "~/shared/format/numbers";
import { Moment } from "~/shared/ui/Time";

/**
 * Says why a queued experiment waits: its place in line, what it needs, and which worker nodes could take it; or what the scheduler of a
 * cluster says about its job.
 */
export function WhyWaiting({ experiment }: { experiment: Experiment }) {
  const queued = experiment.state === "QUEUED";
  const { data } = useQuery({ ...waitingQuery(experiment.id), enabled: queued });
  if (!queued || !data) return null;
  return (
    <details className="card">
      <summary>Why is it waiting? {data.reason}</summary>
      <dl className="facts">
        {data.place !== null && <Fact name="Place in line">{count(data.place)}</Fact>}
        {data.job && (
          <Fact name={`${data.job.scheduler} job`}>
            {data.job.id === null ? data.job.name : `${data.job.id} (${data.job.name})`}
          </Fact>
        )}
        {data.job?.expectedStart && (
          <Fact name="Expected start">
            <Moment at={data.job.expectedStart} />
          </Fact>
        )}
        <Fact name="Device">{data.device}</Fact>
        {data.memoryBytes !== null && <Fact name="Memory">about {bytes(data.memoryBytes)}</Fact>}
        {!!data.deviceMemoryBytes && (
          <Fact name="Memory of the GPU">about {bytes(data.deviceMemoryBytes)}</Fact>
        )}
        {data.notBefore && (
          <Fact name="Pauses until">
            <Moment at={data.notBefore} />
          </Fact>
        )}
      </dl>
      {data.nodes.length > 0 && (
        <ul aria-label="Worker nodes">
          {data.nodes.map(({ node, could, why }) => (
            <li key={node}>
              {node} {could ? "could take it" : "could not take it"}: {why}.
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
