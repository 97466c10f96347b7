import { useQuery } from "@tanstack/react-query";
import type { Experiment, Worker } from "~/shared/api/types";
import { workersQuery } from "~/shared/api/workers";

type Queued = Pick<Experiment, "state" | "spec">;

/** The device that every worker node accepts, whatever its labels are. */
const EVERY_NODES = "cpu";

/** The label that a node must offer to get the experiment. It is undefined when any node will do or none is needed. */
function labelWanted({ state, spec }: Queued): string | undefined {
  // Only experiments of worker nodes are ever queued. The spec of another one has no training.
  if (state !== "QUEUED") return undefined;
  const device = spec.training.device;
  return typeof device === "string" && device !== EVERY_NODES ? device : undefined;
}

/** The label that a queued experiment needs while no connected worker node offers it. */
export function missingLabel(experiment: Queued, workers: readonly Worker[]): string | undefined {
  const label = labelWanted(experiment);
  const offered = workers.some((worker) => worker.state === "online" && worker.labels.includes(label ?? ""));
  return offered ? undefined : label;
}

/** Returns the message that says so. */
export const waitsFor = (label: string): string =>
  `Waits for a worker node with the label ${label}; none is connected.`;

/** Watches the worker nodes while one of the experiments needs a label. No label is missing while the nodes are unknown. */
export function useMissingLabels(experiments: readonly Queued[]): (experiment: Queued) => string | undefined {
  const { data } = useQuery({
    ...workersQuery(),
    enabled: experiments.some((experiment) => labelWanted(experiment) !== undefined),
  });
  return (experiment) => data && missingLabel(experiment, data);
}
