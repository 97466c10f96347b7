import { queryOptions } from "@tanstack/react-query";
import { api } from "~/shared/api/client";
import { experimentKeys, PROJECT } from "~/shared/api/experiments";
import type { DeletedExperiment } from "~/shared/api/types";

/** The experiments that can still be restored, the last deleted first. */
export const deletedQuery = () =>
  queryOptions({
    queryKey: [...experimentKeys.deleted],
    queryFn: ({ signal }) =>
      api<{ experiments: DeletedExperiment[] }>(`/api/projects/${PROJECT}/experiments/deleted`, {
        signal,
      }).then(({ experiments }) => experiments),
  });
