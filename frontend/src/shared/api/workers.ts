import { queryOptions } from "@tanstack/react-query";
import { api } from "~/shared/api/client";
import type { CreatedWorkerToken, Worker, WorkerToken } from "~/shared/api/types";

export const workersQuery = () =>
  queryOptions({
    queryKey: ["workers"],
    queryFn: ({ signal }) =>
      api<{ workers: Worker[] }>("/api/workers", { signal }).then((answer) => answer.workers),
    refetchInterval: 5000,
  });

/** Takes a node out of service, or back into it. */
export const drainWorker = (name: string, drained: boolean) =>
  api<void>(`/api/workers/${encodeURIComponent(name)}/drain`, { method: drained ? "PUT" : "DELETE" });

export const workerTokensQuery = () =>
  queryOptions({
    queryKey: ["worker-tokens"],
    queryFn: ({ signal }) =>
      api<{ tokens: WorkerToken[] }>("/api/worker-tokens", { signal }).then((answer) => answer.tokens),
    refetchInterval: 5000,
  });

export const createWorkerToken = (name: string) =>
  api<CreatedWorkerToken>("/api/worker-tokens", { method: "POST", json: { name } });

export const rotateWorkerToken = (id: string) =>
  api<CreatedWorkerToken>(`/api/worker-tokens/${id}/rotation`, { method: "POST" });

export const revokeWorkerToken = (id: string) => api<void>(`/api/worker-tokens/${id}`, { method: "DELETE" });
