import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Action, act, experimentKeys } from "~/shared/api/experiments";
import { absorb } from "~/shared/live/experimentCache";
import { toast, toastError } from "~/shared/ui/toast";

const DONE: Record<Action, string> = {
  cancel: "is being cancelled",
  pause: "is being paused",
  resume: "is queued again",
  retry: "is queued again",
  clone: "is queued",
};

/** Performs an action on an experiment and updates it everywhere on the page. */
export function useAction() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, action }: { id: string; action: Action }) => act(id, action),
    onSuccess: (experiment, { action }) => {
      absorb(client, experiment);
      void client.invalidateQueries({ queryKey: experimentKeys.lists });
      toast(`${experiment.name} ${DONE[action]}`);
    },
    onError: toastError,
  });
}
