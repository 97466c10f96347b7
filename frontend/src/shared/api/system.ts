import { queryOptions } from "@tanstack/react-query";
import { api } from "~/shared/api/client";
import type { SystemPoint } from "~/shared/api/types";

const LOOK_MS = 10_000;

const systemQuery = (path: string) =>
  queryOptions({
    queryKey: ["system", path],
    queryFn: ({ signal }) => api<{ points: SystemPoint[] }>(path, { signal }).then(({ points }) => points),
    refetchInterval: LOOK_MS,
  });

/** What the attempts of an experiment and their nodes used. */
export const experimentSystemQuery = (id: string) => systemQuery(`/api/experiments/${id}/system`);

/** What a node used in the last hours. */
export const workerSystemQuery = (name: string, hours: number) =>
  systemQuery(`/api/workers/${encodeURIComponent(name)}/system?hours=${hours}`);

export type SystemQuery = ReturnType<typeof systemQuery>;
