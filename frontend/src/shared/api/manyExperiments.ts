import { queryOptions } from "@tanstack/react-query";
import { api } from "~/shared/api/client";
import { experimentKeys, PROJECT } from "~/shared/api/experiments";
import type { BulkResult, FieldList } from "~/shared/api/types";

/** What can be done with many experiments at once. */
export type BulkAction =
  | "cancel"
  | "pause"
  | "resume"
  | "retry"
  | "tag"
  | "untag"
  | "archive"
  | "unarchive"
  | "delete"
  | "restore";

/** Experiments by their ids, or all that match a filter, which are as many as the page believes. */
export type Many = { ids: readonly string[] } | { filter: string; expected: number };

export const actOnMany = (action: BulkAction, many: Many, tags?: readonly string[]) =>
  api<BulkResult>(`/api/projects/${PROJECT}/experiments/actions`, {
    method: "POST",
    json: { action, ...many, ...(tags && { tags }) },
  });

/** The fields of experiments. New metrics come with new runs. */
export const fieldsQuery = () =>
  queryOptions({
    queryKey: [...experimentKeys.fields],
    queryFn: ({ signal }) => api<FieldList>(`/api/projects/${PROJECT}/experiments/fields`, { signal }),
    staleTime: 60_000,
  });
