import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { deletedQuery } from "~/shared/api/deleted";
import { Problem } from "~/shared/api/problem";
import { TimeLeft } from "~/shared/experiment/TimeLeft";
import { useBulk } from "~/shared/experiment/useBulk";
import { Empty, Failure, Skeleton } from "~/shared/ui/Notice";
import { Moment } from "~/shared/ui/Time";

export const isGone = (error: unknown): boolean => error instanceof Problem && error.status === 404;

/** Says why an experiment cannot be shown, and offers to restore one that was deleted. */
export function NoExperiment({ id, error, retry }: { id: string; error: unknown; retry: () => void }) {
  const gone = isGone(error);
  const list = useQuery({ ...deletedQuery(), enabled: gone });
  const bulk = useBulk();
  const deleted = list.data?.find((one) => one.id === id);
  if (gone && list.isPending) return <Skeleton rows={2} label="Looking among the deleted experiments" />;
  if (!deleted)
    return (
      <div className="stack">
        <Failure error={error} what="The experiment could not be read" retry={retry} />
        <Link to="/">All experiments</Link>
      </div>
    );
  const restore = () => bulk.mutate({ action: "restore", many: { ids: [id] } }, { onSuccess: () => retry() });
  return (
    <Empty title={`${deleted.name} is deleted`} level="h1">
      <p>
        {deleted.deletedBy ?? "Somebody"} deleted it on <Moment at={deleted.deletedAt} />. It can be restored
        for <TimeLeft until={deleted.restorableUntil} /> more, and is then removed for good.
      </p>
      <div className="row">
        <button type="button" className="button primary" disabled={bulk.isPending} onClick={restore}>
          Restore
        </button>
        <Link to="/experiments/deleted">All deleted experiments</Link>
      </div>
    </Empty>
  );
}
