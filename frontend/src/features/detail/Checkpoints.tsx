import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { checkpointsQuery } from "~/shared/api/experiments";
import { bytes, count } from "~/shared/format/numbers";
import { Failure, Skeleton } from "~/shared/ui/Notice";
import { ScrollBox } from "~/shared/ui/ScrollBox";
import { Moment } from "~/shared/ui/Time";

export function Checkpoints({ id }: { id: string }) {
  const query = useQuery({ ...checkpointsQuery(id), refetchInterval: 10_000 });
  if (query.isPending) return <Skeleton rows={3} />;
  if (query.error) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.data.length === 0) return <p className="muted">No checkpoint yet.</p>;
  return (
    <ScrollBox label="Table of checkpoints" className="table-scroll">
      <table className="table">
        <thead>
          <tr>
            <th scope="col" className="num">
              Step
            </th>
            <th scope="col" className="num">
              Size
            </th>
            <th scope="col">Stored</th>
            <th scope="col">SHA-256</th>
            <th scope="col">
              <span className="visually-hidden">Start from it, download</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {query.data.map((checkpoint) => (
            <tr key={checkpoint.id}>
              <td className="num">
                {count(checkpoint.step)}
                {checkpoint.damage && <span className="badge checkpoint-damaged">damaged</span>}
              </td>
              <td className="num">{bytes(checkpoint.bytes)}</td>
              <td className="nowrap">
                <Moment at={checkpoint.createdAt} />
              </td>
              <td>
                <code title={checkpoint.sha256}>{checkpoint.sha256.slice(0, 12)}…</code>
                {checkpoint.damage && (
                  <span className="state-note">It cannot be used: {checkpoint.damage}</span>
                )}
              </td>
              <td className="nowrap">
                <Link
                  to="/experiments/new"
                  search={{ from: id, start: "weights", step: checkpoint.step }}
                  className="button small"
                  title="Begins a new experiment with these weights"
                  aria-label={`Start from step ${checkpoint.step}`}
                >
                  Start from this
                </Link>{" "}
                <a
                  className="button small"
                  href={`/api/checkpoints/${checkpoint.id}/model.safetensors`}
                  download
                  title="The weights of the model"
                  aria-label={`Download the weights of step ${checkpoint.step}`}
                >
                  safetensors
                </a>{" "}
                <a
                  className="button small"
                  href={`/api/checkpoints/${checkpoint.id}/spec.json`}
                  download
                  title="The spec of the model that the weights belong to"
                  aria-label={`Download the spec beside the weights of step ${checkpoint.step}`}
                >
                  spec
                </a>{" "}
                <a
                  className="button small"
                  href={`/api/checkpoints/${checkpoint.id}/model.safetensors?optimizer=true`}
                  download
                  title="The weights and the optimiser's moments, from which training can resume"
                  aria-label={`Download weights and optimiser of step ${checkpoint.step}`}
                >
                  with optimiser
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
