import type { Action } from "~/shared/api/experiments";
import type { ShownExperiment, State } from "~/shared/api/types";
import { isExternal } from "~/shared/experiment/external";

const BY_STATE: Record<State, readonly Action[]> = {
  QUEUED: ["pause", "cancel", "clone"],
  RUNNING: ["pause", "cancel", "clone"],
  PAUSED: ["resume", "cancel", "clone"],
  FINISHED: ["clone"],
  FAILED: ["retry", "clone"],
  CANCELLED: ["retry", "clone"],
};

export const ACTION_WORDS: Record<Action, string> = {
  pause: "Pause",
  resume: "Resume",
  cancel: "Cancel",
  retry: "Retry",
  clone: "Clone",
};

/** The actions that an experiment allows. One of another program can only be ended. */
export function actionsOn(experiment: Pick<ShownExperiment, "kind" | "state">): readonly Action[] {
  if (isExternal(experiment)) return isOver(experiment.state) ? [] : ["cancel"];
  return BY_STATE[experiment.state] ?? [];
}

export const isOver = (state: State): boolean =>
  state === "FINISHED" || state === "FAILED" || state === "CANCELLED";
