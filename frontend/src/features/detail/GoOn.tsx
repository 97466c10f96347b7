import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { checkpointsQuery } from "~/shared/api/experiments";
import type { Experiment } from "~/shared/api/types";

/** Offers to train an experiment further that is over. The composer asks for the steps or the budget in all. */
export function GoOn({ experiment: { id, state } }: { experiment: Experiment }) {
  const over = state === "FINISHED" || state === "CANCELLED";
  const checkpoints = useQuery({ ...checkpointsQuery(id), enabled: over });
  if (!over || !checkpoints.data?.length) return null;
  return (
    <Link
      to="/experiments/new"
      search={{ from: id, start: "all" }}
      className="button"
      title="Queues an experiment that goes on from the last checkpoint, with more steps"
    >
      Go on
    </Link>
  );
}
