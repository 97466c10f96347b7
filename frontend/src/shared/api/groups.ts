import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, query } from "~/shared/api/client";
import { type ExperimentFilter, experimentKeys, PROJECT } from "~/shared/api/experiments";
import type { GroupPage } from "~/shared/api/types";

export type GroupFilter = Omit<ExperimentFilter, "columns"> & { by?: string; values?: string; over?: string };

const PAGE = 50;

/** The groups of all experiments that match, a page at a time. */
export const groupsQuery = (filter: GroupFilter) =>
  infiniteQueryOptions({
    queryKey: [...experimentKeys.groups, filter],
    queryFn: ({ pageParam, signal }) =>
      api<GroupPage>(
        `/api/projects/${PROJECT}/experiments/groups${query({ ...filter, cursor: pageParam, limit: PAGE })}`,
        { signal },
      ),
    initialPageParam: "",
    getNextPageParam: (last: GroupPage) => last.nextCursor ?? undefined,
  });
