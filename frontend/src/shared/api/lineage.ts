import { queryOptions } from "@tanstack/react-query";
import { api } from "~/shared/api/client";
import { experimentKeys } from "~/shared/api/experiments";
import type { Lineage } from "~/shared/api/types";

/** The experiment whose checkpoint one starts from, and those that start from its checkpoints. */
export const lineageQuery = (id: string) =>
  queryOptions({
    queryKey: [...experimentKeys.one(id), "lineage"],
    queryFn: ({ signal }) => api<Lineage>(`/api/experiments/${id}/lineage`, { signal }),
  });
