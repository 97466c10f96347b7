import type { Action } from "~/shared/api/experiments";
import type { State } from "~/shared/api/types";

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

/** The actions that an experiment allows in a state. */
export const actionsIn = (state: State): readonly Action[] => BY_STATE[state] ?? [];

export const isOver = (state: State): boolean =>
  state === "FINISHED" || state === "FAILED" || state === "CANCELLED";
