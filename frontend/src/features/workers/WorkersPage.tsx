import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { NodeTokens } from "~/features/workers/NodeTokens";
import { sessionQuery } from "~/shared/api/session";
import { workerSystemQuery } from "~/shared/api/system";
import type { Worker } from "~/shared/api/types";
import { drainWorker, workersQuery } from "~/shared/api/workers";
import { bytes, UNKNOWN } from "~/shared/format/numbers";
import { SystemSection } from "~/shared/system/SystemSection";
import { Empty, Failure, Skeleton } from "~/shared/ui/Notice";
import { ScrollBox } from "~/shared/ui/ScrollBox";
import { Ago } from "~/shared/ui/Time";
import { toast, toastError } from "~/shared/ui/toast";
import { useTitle } from "~/shared/ui/useTitle";

const HOURS = 6;

export function WorkersPage() {
  useTitle("Workers");
  const query = useQuery(workersQuery());
  return (
    <div className="stack">
      <header className="page-head">
        <h1>Workers</h1>
      </header>
      {query.isPending ? (
        <Skeleton rows={3} />
      ) : query.error && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data?.length === 0 ? (
        <Empty title="No worker node has joined">
          <p>
            Experiments stay queued until a worker node joins. This command starts the server and a worker
            node on this machine:
          </p>
          <pre className="code">./isobath up</pre>
          <p>A worker node on another machine joins with a token that is made below.</p>
        </Empty>
      ) : (
        <ScrollBox label="Table of worker nodes" className="table-scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">State</th>
                <th scope="col">Slots busy</th>
                <th scope="col">Device</th>
                <th scope="col">Processor</th>
                <th scope="col">Labels</th>
                <th scope="col" className="num">
                  Cores
                </th>
                <th scope="col" className="num">
                  Memory
                </th>
                <th scope="col">Runs</th>
                <th scope="col">Last seen</th>
                <th scope="col">Version</th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {query.data?.map((worker) => (
                <WorkerRow key={worker.name} worker={worker} />
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      <NodeTokens />
      {query.data?.map(({ name }) => (
        <SystemSection
          key={name}
          query={workerSystemQuery(name, HOURS)}
          label={`System of ${name}, the last ${HOURS} hours`}
          empty="No samples of these hours. Nodes send them while they wait and while they train; nodes of earlier versions send none."
        />
      ))}
    </div>
  );
}

function WorkerRow({ worker }: { worker: Worker }) {
  return (
    <tr>
      <th scope="row">
        {worker.name}
        {worker.hostname !== worker.name && <span className="muted"> {worker.hostname}</span>}
      </th>
      <td>
        <span className={`badge worker-${worker.state}`}>
          <span className="badge-dot" aria-hidden="true" />
          {worker.drained ? (worker.busy > 0 ? "draining" : "drained") : worker.state}
        </span>
        {worker.drained && (
          <div className="muted">
            by {worker.drained.by}, <Ago at={worker.drained.at} />
          </div>
        )}
      </td>
      <td>
        {worker.busy} of {worker.slots}
        {worker.idle && !worker.drained && <div className="muted">{worker.idle}</div>}
      </td>
      <td>{worker.device}</td>
      <td>{worker.processorClass ?? UNKNOWN}</td>
      <td>{worker.labels.join(", ")}</td>
      <td className="num">{worker.cores}</td>
      <td className="num">{bytes(worker.memoryBytes)}</td>
      <td>
        {worker.attempts.map((attempt) => (
          <div key={attempt.experimentId}>
            <Link to="/experiments/$id" params={{ id: attempt.experimentId }}>
              {attempt.experimentName}
            </Link>
            <span className="muted"> attempt {attempt.number}</span>
          </div>
        ))}
      </td>
      <td className="nowrap">
        <Ago at={worker.lastSeenAt} />
      </td>
      <td>{worker.version}</td>
      <td className="actions-cell">
        <DrainButton worker={worker} />
      </td>
    </tr>
  );
}

function DrainButton({ worker: { name, busy, drained } }: { worker: Worker }) {
  const client = useQueryClient();
  const session = useQuery(sessionQuery());
  const change = useMutation({
    mutationFn: () => drainWorker(name, !drained),
    onSuccess: () => {
      toast(
        drained
          ? `${name} takes experiments again.`
          : `${name} gets no more experiments${busy > 0 ? ". What it runs goes on to its end" : ""}.`,
      );
      return client.invalidateQueries({ queryKey: ["workers"] });
    },
    onError: toastError,
  });
  if (session.data?.user?.role.toLowerCase() !== "admin") return null;
  return (
    <button
      type="button"
      className="button small"
      title={
        drained
          ? "The node takes experiments again."
          : "The node gets no more experiments. Those that it runs go on to their end."
      }
      aria-label={`${drained ? "Return" : "Drain"} ${name}`}
      disabled={change.isPending}
      onClick={() => change.mutate()}
    >
      {drained ? "Return" : "Drain"}
    </button>
  );
}
