import { queryOptions } from "@tanstack/react-query";
import { api, query } from "~/shared/api/client";
import { PROJECT } from "~/shared/api/experiments";
import { Problem } from "~/shared/api/problem";
import type { FlopsEstimate } from "~/shared/api/types";

/** Asks what a spec would cost. A refused spec is an error that carries its violations. */
export const estimateQuery = (spec: unknown) =>
  queryOptions({
    queryKey: ["estimate", JSON.stringify(spec)],
    queryFn: ({ signal }) =>
      api<FlopsEstimate>(`/api/flops${query({ project: PROJECT })}`, { method: "POST", json: spec, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: (count: number, error: unknown) => count < 2 && error instanceof Problem && error.status === 0,
    enabled: spec !== undefined,
  });
