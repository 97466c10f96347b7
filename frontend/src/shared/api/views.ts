import { queryOptions } from "@tanstack/react-query";
import { api } from "~/shared/api/client";
import { PROJECT } from "~/shared/api/experiments";
import type { ListSettings, SavedView } from "~/shared/api/types";

export const viewsQuery = () =>
  queryOptions({
    queryKey: ["views"],
    queryFn: ({ signal }) =>
      api<{ views: SavedView[] }>(`/api/projects/${PROJECT}/views`, { signal }).then(({ views }) => views),
  });

export type ViewContent = {
  name: string;
  visibility: SavedView["visibility"];
  settings: Partial<ListSettings>;
};

export const addView = (view: ViewContent) =>
  api<SavedView>(`/api/projects/${PROJECT}/views`, { method: "POST", json: view });

/** Changes a view, unless somebody else has changed it since it was read. */
export const changeView = (before: SavedView, change: Partial<ViewContent>) => {
  const { id, name, visibility, settings, version } = before;
  return api<SavedView>(`/api/views/${id}`, {
    method: "PUT",
    json: { name, visibility, settings, version, ...change },
  });
};

export const deleteView = (id: string) => api<void>(`/api/views/${id}`, { method: "DELETE" });
