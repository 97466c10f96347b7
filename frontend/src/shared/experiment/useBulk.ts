import { useMutation, useQueryClient } from "@tanstack/react-query";
import { experimentKeys } from "~/shared/api/experiments";
import { actOnMany, type BulkAction, type Many } from "~/shared/api/manyExperiments";
import type { BulkResult } from "~/shared/api/types";
import { counted } from "~/shared/format/counted";
import { toast, toastError, toastWithOffer } from "~/shared/ui/toast";

const DONE: Record<BulkAction, readonly [one: string, many: string]> = {
  cancel: ["is being cancelled", "are being cancelled"],
  pause: ["is being paused", "are being paused"],
  resume: ["is queued again", "are queued again"],
  retry: ["is queued again", "are queued again"],
  tag: ["is tagged", "are tagged"],
  untag: ["has lost the tag", "have lost the tag"],
  archive: ["is archived", "are archived"],
  unarchive: ["is back in the list", "are back in the list"],
  delete: ["is deleted", "are deleted"],
  restore: ["is restored", "are restored"],
};

const UNDO: Partial<Record<BulkAction, BulkAction>> = {
  archive: "unarchive",
  unarchive: "archive",
  delete: "restore",
};

type Request = { action: BulkAction; many: Many; tags?: readonly string[] };

/** Does the same with many experiments, tells what became of them, and offers to undo what can be undone. */
export function useBulk() {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: ({ action, many, tags }: Request) => actOnMany(action, many, tags),
    onSuccess: (result, { action }) => {
      for (const queryKey of [
        experimentKeys.lists,
        experimentKeys.groups,
        experimentKeys.deleted,
        experimentKeys.all,
      ])
        void client.invalidateQueries({ queryKey });
      const text = summary(action, result);
      const undo = UNDO[action];
      const ids = result.results.filter((one) => one.outcome === "DONE").map((one) => one.id);
      if (undo && ids.length > 0)
        toastWithOffer(text, {
          words: "Undo",
          run: () => mutation.mutate({ action: undo, many: { ids } }),
        });
      else toast(text, result.done === 0 ? "error" : "success");
    },
    onError: toastError,
  });
  return mutation;
}

/** Says how many were changed, and why others were not. */
export function summary(action: BulkAction, result: BulkResult): string {
  const done = `${counted(result.done, "experiment")} ${DONE[action][result.done === 1 ? 0 : 1]}`;
  if (result.refused === 0) return done;
  const reasons = [...new Set(result.results.flatMap((one) => one.reason ?? []))].slice(0, 2);
  return `${done}; ${result.refused} not: ${reasons.join("; ")}`;
}
