import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { SavedView } from "~/shared/api/types";
import { addView, changeView, deleteView, type ViewContent, viewsQuery } from "~/shared/api/views";
import { toast, toastError } from "~/shared/ui/toast";

/** Adds, changes and deletes saved views, and tells what became of it. */
export function useViews() {
  const client = useQueryClient();
  const { queryKey } = viewsQuery();
  /** The list is read again, and has the view at once. */
  const put = (view: SavedView) => {
    client.setQueryData(queryKey, (before) => [...(before ?? []).filter(({ id }) => id !== view.id), view]);
    return client.invalidateQueries({ queryKey });
  };
  const add = useMutation({
    mutationFn: addView,
    onSuccess: (view) => {
      void put(view);
      toast(`The view ${view.name} is saved`);
    },
  });
  const change = useMutation({
    mutationFn: ({ view, to }: { view: SavedView; to: Partial<ViewContent> }) => changeView(view, to),
    onSuccess: (view) => {
      void put(view);
      toast(`The view ${view.name} is changed`);
    },
    // The list may be older than a change by somebody else.
    onError: () => void client.invalidateQueries({ queryKey }),
  });
  const remove = useMutation({
    mutationFn: (view: SavedView) => deleteView(view.id),
    onSuccess: (_, view) => {
      client.setQueryData(queryKey, (before) => before?.filter(({ id }) => id !== view.id));
      toast(`The view ${view.name} is deleted`);
    },
    onError: toastError,
  });
  return { add, change, remove };
}
