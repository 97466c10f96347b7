import { useQuery } from "@tanstack/react-query";
import { checkpointsQuery, experimentQuery } from "~/shared/api/experiments";
import { routingMapQuery } from "~/shared/api/questions";
import type { Checkpoint, Experiment, RoutingMap } from "~/shared/api/types";
import { isOver } from "~/shared/experiment/actions";

/** One of the maps of the page: its experiment, its checkpoints and what was computed. */
export type Side = {
  experiment?: Experiment;
  /** In the order of their steps. */
  checkpoints: readonly Checkpoint[];
  isLoaded: boolean;
  chosen?: Checkpoint;
  map?: RoutingMap;
  /** Whether the map is of an earlier choice, while the chosen one is computed. */
  isOld: boolean;
  isAsking: boolean;
  error: unknown;
  retry: () => void;
};

const LOOK_MS = 10_000;

/**
 * Asks for the map of a text at a checkpoint, the latest one unless it is named. The maps that were computed stay known, so that a slider
 * moves back at once.
 */
export function useSide(
  id: string | undefined,
  checkpoint: string | undefined,
  text: string,
  routing: "top-k" | "causal",
): Side {
  const enabled = id !== undefined;
  const experiment = useQuery({ ...experimentQuery(id ?? ""), enabled });
  const over = experiment.data !== undefined && isOver(experiment.data.state);
  const query = useQuery({
    ...checkpointsQuery(id ?? ""),
    enabled,
    refetchInterval: over ? false : LOOK_MS,
  });
  const checkpoints = [...(query.data ?? [])].sort((one, other) => one.step - other.step);
  const chosen = checkpoints.find((one) => one.id === checkpoint) ?? checkpoints.at(-1);
  const map = useQuery({
    ...routingMapQuery(id ?? "", { text, routing, checkpoint: chosen?.id }),
    enabled: enabled && text !== "" && chosen !== undefined,
    placeholderData: (previous, before) => (before?.queryKey[1] === id ? previous : undefined),
  });
  return {
    experiment: experiment.data,
    checkpoints,
    isLoaded: query.data !== undefined,
    chosen,
    map: map.error ? undefined : map.data,
    isOld: map.isPlaceholderData,
    isAsking: map.isFetching,
    error: map.error ?? query.error ?? experiment.error,
    retry: () => {
      if (enabled && chosen) void map.refetch();
    },
  };
}
