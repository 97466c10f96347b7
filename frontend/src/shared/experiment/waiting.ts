import { useQuery } from "@tanstack/react-query";
import type { Experiment, Worker } from "~/shared/api/types";
import { workersQuery } from "~/shared/api/workers";

type Queued = Pick<Experiment, "state" | "spec">;

/** What every worker node takes, whatever it says of itself. */
const EVERY_NODES = "cpu";

/** The label a node must offer before it is given the experiment; undefined where any node will do or none is wanted. */
function labelWanted({ state, spec }: Queued): string | undefined {
  const device = spec.training.device;
  return state === "QUEUED" && typeof device === "string" && device !== EVERY_NODES ? device : undefined;
}

/** The label that a queued experiment waits for in vain: no connected worker node offers it. */
export function missingLabel(experiment: Queued, workers: readonly Worker[]): string | undefined {
  const label = labelWanted(experiment);
  const offered = workers.some((worker) => worker.state === "online" && worker.labels.includes(label ?? ""));
  return offered ? undefined : label;
}

/** Says so. */
export const waitsFor = (label: string): string =>
  `Waits for a worker node with the label ${label}; none is connected.`;

/** Looks after the worker nodes as long as one of some experiments may wait in vain; nothing is missing while they are unknown. */
export function useMissingLabels(experiments: readonly Queued[]): (experiment: Queued) => string | undefined {
  const { data } = useQuery({
    ...workersQuery(),
    enabled: experiments.some((experiment) => labelWanted(experiment) !== undefined),
  });
  return (experiment) => data && missingLabel(experiment, data);
}
