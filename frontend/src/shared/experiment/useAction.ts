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

/** Asks something of an experiment and shows the answer everywhere. */
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
