import { queryOptions } from "@tanstack/react-query";
import { api } from "~/shared/api/client";
import type { Worker } from "~/shared/api/types";

export const workersQuery = () =>
  queryOptions({
    queryKey: ["workers"],
    queryFn: ({ signal }) =>
      api<{ workers: Worker[] }>("/api/workers", { signal }).then((answer) => answer.workers),
    refetchInterval: 5000,
  });
