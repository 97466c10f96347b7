import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Draft, specsOf } from "~/features/compose/draft";
import { sendable } from "~/features/compose/useEstimates";
import { experimentKeys, patchExperiment, submitExperiment } from "~/shared/api/experiments";
import type { Experiment, Kind } from "~/shared/api/types";

/** Thrown when some specs were refused. The accepted ones are queued and are not sent again. */
export class Refused extends Error {
  constructor(readonly answers: readonly { kind: Kind; error: unknown }[]) {
    super("Not everything could be queued");
  }
}

type Request = { draft: Draft; priority: number; tags: string[] };

export function useSubmit(form: string, onQueued: (experiments: Experiment[]) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft, priority, tags }: Request) => {
      const queued: Experiment[] = [];
      const refused: { kind: Kind; error: unknown }[] = [];
      for (const { kind, spec } of specsOf(draft)) {
        try {
          const sent = sendable(spec);
          // Each family and spec has one key, so sending the same form again does not queue an experiment twice.
          const key = `${form}-${kind}-${digest(JSON.stringify([sent, priority]))}`;
          const experiment = await submitExperiment(sent, { priority, key });
          queued.push(tags.length > 0 ? await patchExperiment(experiment.id, { tags }) : experiment);
        } catch (error) {
          refused.push({ kind, error });
        }
      }
      if (refused.length > 0) throw new Refused(refused);
      return queued;
    },
    onSuccess: onQueued,
    onSettled: () => client.invalidateQueries({ queryKey: experimentKeys.lists }),
  });
}

/** A hash that distinguishes texts. It has no other purpose. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
}
