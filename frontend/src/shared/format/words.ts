import type { ExperimentKind, Kind, State, XAxis } from "~/shared/api/types";

export const KIND_WORDS: Record<ExperimentKind, string> = {
  baseline: "Baseline",
  moe: "MoE",
  mod: "MoD",
  "staged-mode": "Staged MoDE",
  "integrated-mode": "Integrated MoDE",
  external: "External",
};

export const KIND_HELP: Record<Kind, string> = {
  baseline: "Dense transformer: every token passes through every block.",
  moe: "Mixture-of-Experts: experts take the place of each block's MLP, and attention is dense.",
  mod: "Mixture-of-Depths: a routed block processes only k tokens of a sequence, and the others bypass it.",
  "staged-mode": "Tokens are first routed around or through a block, then through the experts inside it.",
  "integrated-mode":
    "One routing step over real experts and no-op experts. All tokens take part in self-attention.",
};

export const STATE_WORDS: Record<State, string> = {
  QUEUED: "Queued",
  RUNNING: "Running",
  PAUSED: "Paused",
  FINISHED: "Finished",
  FAILED: "Failed",
  CANCELLED: "Cancelled",
};

export const X_LABELS: Record<XAxis, string> = {
  step: "step",
  tokens: "training tokens",
  flops: "training FLOPs",
  seconds: "time in training, without pauses (s)",
};

export const X_WORDS: Record<XAxis, string> = {
  step: "Steps",
  tokens: "Tokens",
  flops: "FLOPs",
  seconds: "Time",
};
