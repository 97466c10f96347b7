import { KINDS, type Kind } from "~/shared/api/types";

export type Path = readonly string[];

export type FieldInfo = {
  path: Path;
  label: string;
  help: string;
  /** A number unless there are options. */
  options?: readonly (readonly [string, string])[];
  /** Families that have the field; all when absent. */
  kinds?: readonly Kind[];
};

const ROUTED: readonly Kind[] = ["mod", "staged-mode"];
const EXPERTS: readonly Kind[] = ["moe", "staged-mode", "integrated-mode"];

const architecture = (
  name: string,
  label: string,
  help: string,
  more: Partial<FieldInfo> = {},
): FieldInfo => ({
  path: ["architecture", name],
  label,
  help,
  ...more,
});
const training = (name: string, label: string, help: string, more: Partial<FieldInfo> = {}): FieldInfo => ({
  path: ["training", name],
  label,
  help,
  ...more,
});

export const SHAPE: readonly FieldInfo[] = [
  architecture("layers", "Layers", "Number of blocks."),
  architecture("width", "Width", "d, the model's width."),
  architecture("heads", "Heads", "Must divide the width. Default width / 64."),
  architecture("feedForward", "Feed-forward width", "f, inside the MLP. Default 4 × width."),
];

export const ROUTING: readonly FieldInfo[] = [
  architecture(
    "capacity",
    "Capacity",
    "k/S, the share of tokens a routed block processes. The paper's best: 0.125.",
    {
      kinds: ROUTED,
    },
  ),
  architecture("routeEvery", "Route every", "1 routes every block, 2 every other block, the paper's best.", {
    kinds: ROUTED,
  }),
  architecture("routeOffset", "First routed block", "Counted from 0, below “Route every”.", {
    kinds: ROUTED,
  }),
  architecture("gate", "Gate", "What the router weight r multiplies.", {
    kinds: ROUTED,
    options: [
      ["block", "whole block: x + r·(attn + mlp), eq. 1"],
      ["mlp", "MLP only: x + attn + r·mlp, fig. 1"],
    ],
  }),
  architecture("routerActivation", "Router activation", "What turns the router's output into the weight.", {
    kinds: ROUTED,
    options: [
      ["linear", "linear, eq. 1"],
      ["sigmoid", "sigmoid, fig. 1"],
    ],
  }),
  architecture(
    "causal",
    "Causal routing",
    "What is trained so that tokens can be routed one at a time when sampling.",
    {
      kinds: ROUTED,
      options: [
        ["none", "none: compared, not sampled"],
        ["predictor", "predictor beside the router"],
        ["auxiliary", "auxiliary loss on the router"],
      ],
    },
  ),
  architecture("predictorWidth", "Predictor width", "Hidden width of the predictor. Default width / 2.", {
    kinds: ROUTED,
  }),
  architecture("auxiliaryWeight", "Auxiliary weight", "Factor of the auxiliary loss.", { kinds: ROUTED }),
];

export const EXPERT: readonly FieldInfo[] = [
  architecture("experts", "Experts", "E, each an MLP of the block's size; expert-choice routing.", {
    kinds: EXPERTS,
  }),
  architecture(
    "capacityFactor",
    "Capacity factor",
    "Average number of paths a token is given to; 1 costs what the dense MLP costs.",
    {
      kinds: EXPERTS,
    },
  ),
  architecture("noOps", "No-op experts", "Their tokens keep their residual, for nothing.", {
    kinds: ["integrated-mode"],
  }),
];

export const DATA: readonly FieldInfo[] = [
  {
    path: ["data", "sequenceLength"],
    label: "Sequence length",
    help: "S, tokens a sequence; a token is one byte.",
  },
  {
    path: ["data", "validationFraction"],
    label: "Held-out share",
    help: "The end of the corpus, never trained on.",
  },
];

export const TRAINING: readonly FieldInfo[] = [
  training("batch", "Batch", "Sequences a step."),
  training("learningRate", "Learning rate", "Peak, after warm-up; cosine over exactly the run's steps."),
  training("precision", "Precision", "Of the matrix products; parameters stay float32.", {
    options: [
      ["f32", "float32"],
      ["bf16", "bfloat16"],
    ],
  }),
];

export const ADVANCED: readonly FieldInfo[] = [
  { path: ["seed"], label: "Seed", help: "The source of every random number." },
  training("warmup", "Warm-up", "Share of the steps."),
  training("finalLearningRate", "Final learning rate", "Share of the peak."),
  training("weightDecay", "Weight decay", "AdamW."),
  training("beta1", "β₁", "AdamW."),
  training("beta2", "β₂", "AdamW."),
  training("epsilon", "ε", "AdamW."),
  training("gradientClip", "Gradient clip", "Largest norm."),
  training("evaluateEvery", "Evaluate every", "Steps. Default a twentieth of the run."),
  training("evaluationBatches", "Evaluation batches", "Batches an evaluation."),
];

/** Architecture fields that only some families have. */
export const KIND_FIELDS: readonly FieldInfo[] = [...ROUTING, ...EXPERT];

export const hasField = (kind: Kind, field: FieldInfo): boolean => field.kinds?.includes(kind) ?? true;

export const isKind = (value: unknown): value is Kind => KINDS.some((kind) => kind === value);

export const pointerOf = (path: Path): string =>
  path.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

export const pathOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
