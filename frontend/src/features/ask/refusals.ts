import type { Experiment, Worker } from "~/shared/api/types";
import { isOver } from "~/shared/experiment/actions";

type Asked = Pick<Experiment, "state" | "spec">;

/** Why no question is answered. Each of these the server would refuse. */
export type Silence = "no checkpoint" | "no checkpoint yet" | "no node";

/** Returns why no question about the experiment would be answered, as far as is known. Nodes that are not known may be there. */
export function silence(
  { state }: Asked,
  checkpoints: readonly unknown[],
  workers: readonly Worker[] | undefined,
): Silence | undefined {
  if (checkpoints.length === 0) return isOver(state) ? "no checkpoint" : "no checkpoint yet";
  if (workers && !workers.some((worker) => worker.state === "online")) return "no node";
  return undefined;
}

/**
 * Whether the model can route one token at a time. A model whose blocks choose their top k of all tokens must have learned that in
 * training; without it, the server refuses samples and logits with causal routing.
 */
export function routesCausally({ spec }: Asked): boolean {
  if (!("capacity" in spec.architecture)) return true;
  const { scheme = "expert-choice", causal = "none" } = spec.architecture;
  return scheme !== "expert-choice" || causal !== "none";
}
