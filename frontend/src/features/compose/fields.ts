import { BLOCKS, CAPACITY, type Typed } from "~/features/compose/typed";
import { KINDS, type Kind } from "~/shared/api/types";

export type Path = readonly string[];

export type FieldInfo = {
  path: Path;
  label: string;
  help: string;
  /** A value to type unless there are options. */
  options?: readonly (readonly [string, string])[];
  /** The options are true and false. */
  flag?: boolean;
  /** How the value is typed; a number when absent. */
  typed?: Typed;
  /** Families that have the field; all when absent. */
  kinds?: readonly Kind[];
  /** Whether it means anything beside the other fields of the architecture, which refuse it where it does not. */
  when?: (architecture: Readonly<Record<string, unknown>>) => boolean;
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

type When = NonNullable<FieldInfo["when"]>;

const tokensTakeAnyBlock: When = ({ scheme }) => scheme === "token-choice";
const blocksTakeTokens: When = ({ scheme }) => (scheme ?? "expert-choice") === "expert-choice";
const tokensTakeExperts: When = ({ expertScheme }) => expertScheme === "token-choice";
const oneCapacity: When = ({ capacity }) => !Array.isArray(capacity);
const noList: When = (all) => oneCapacity(all) && all.routedLayers === undefined;

export const ROUTING: readonly FieldInfo[] = [
  architecture("scheme", "Routing scheme", "Who decides which tokens go through a block.", {
    kinds: ROUTED,
    options: [
      ["expert-choice", "expert-choice: the block takes its top k"],
      ["token-choice", "token-choice: through or around, over-full blocks drop the later tokens"],
      ["stochastic", "stochastic: k at random, the control"],
    ],
  }),
  architecture(
    "capacity",
    "Capacity",
    "Of a routed block: a share of the tokens such as 0.125, the paper's best, a number such as 32 tokens, or one of these for each block, with – where none is routed.",
    { kinds: ROUTED, typed: CAPACITY },
  ),
  architecture("routeEvery", "Route every", "1 routes every block, 2 every other block, the paper's best.", {
    kinds: ROUTED,
    when: noList,
  }),
  architecture("routeOffset", "First routed block", "Counted from 0, below “Route every”.", {
    kinds: ROUTED,
    when: noList,
  }),
  architecture(
    "causal",
    "Causal routing",
    "What is trained so that tokens can be routed one at a time when sampling.",
    {
      kinds: ROUTED,
      when: blocksTakeTokens,
      options: [
        ["none", "none: compared, not sampled"],
        ["predictor", "predictor beside the router"],
        ["auxiliary", "auxiliary loss on the router"],
      ],
    },
  ),
  architecture("predictorWidth", "Predictor width", "Hidden width of the predictor. Default width / 2.", {
    kinds: ROUTED,
    when: (all) => blocksTakeTokens(all) && all.causal === "predictor",
  }),
  architecture("auxiliaryWeight", "Auxiliary weight", "Factor of the auxiliary loss.", {
    kinds: ROUTED,
    when: (all) => blocksTakeTokens(all) && all.causal === "auxiliary",
  }),
  architecture(
    "balanceWeight",
    "Balance weight",
    "Factor of the loss that keeps the block's share of the tokens near its capacity.",
    { kinds: ROUTED, when: tokensTakeAnyBlock },
  ),
];

/** Of routing as well, and seldom changed. */
export const MORE_ROUTING: readonly FieldInfo[] = [
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
    "routedLayers",
    "Routed blocks",
    "By number, counted from 0, instead of “Route every”: 1, 3, 5.",
    {
      kinds: ROUTED,
      typed: BLOCKS,
      when: oneCapacity,
    },
  ),
  {
    path: ["architecture", "capacitySchedule", "steps"],
    label: "Capacity schedule: steps",
    help: "Over so many steps the capacity goes on a line to the block's own. Early steps then cost more, and are counted so.",
    kinds: ROUTED,
  },
  {
    path: ["architecture", "capacitySchedule", "from"],
    label: "Capacity schedule: from",
    help: "Share of the tokens in the first step. Default all; off without steps.",
    kinds: ROUTED,
  },
];

export const EXPERT: readonly FieldInfo[] = [
  architecture("experts", "Experts", "E, each an MLP of the block's size.", {
    kinds: EXPERTS,
  }),
  architecture("expertScheme", "Expert scheme", "Who decides which tokens an expert sees.", {
    kinds: EXPERTS,
    options: [
      ["expert-choice", "expert-choice: each expert takes its top tokens"],
      ["token-choice", "token-choice: each token takes its top experts"],
    ],
  }),
  architecture(
    "capacityFactor",
    "Capacity factor",
    "Slots over tokens given out; at 1 and one expert a token it costs what the dense MLP costs. Below 1 tokens are dropped: the reduced-capacity control.",
    {
      kinds: EXPERTS,
    },
  ),
  architecture("topM", "Experts a token", "m, the best paths a token is given to.", {
    kinds: EXPERTS,
    when: tokensTakeExperts,
  }),
  architecture(
    "expertBalanceWeight",
    "Expert balance weight",
    "Factor of the loss that evens out the load.",
    {
      kinds: EXPERTS,
      when: tokensTakeExperts,
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
    help: "S, tokens a sequence.",
  },
  {
    path: ["data", "tokenizer"],
    label: "Tokenizer",
    help: "How text becomes tokens. A larger vocabulary makes sequences shorter and the model larger.",
    options: [
      ["bytes", "bytes: 256 tokens"],
      ["gpt2", "GPT-2: 50,257 tokens"],
    ],
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
  training("device", "Device", "Where it runs; only worker nodes that have one take it.", {
    options: [
      ["cpu", "CPU"],
      ["cuda", "CUDA"],
    ],
  }),
  training(
    "deterministic",
    "To the last bit",
    "Whether two runs of this spec must agree in every bit. Free in float32; bfloat16 then computes on one thread, 1.3 to 1.7 times as long on two cores.",
    {
      flag: true,
      options: [
        ["true", "yes"],
        ["false", "no"],
      ],
    },
  ),
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
export const KIND_FIELDS: readonly FieldInfo[] = [...ROUTING, ...MORE_ROUTING, ...EXPERT];

export const hasField = (kind: Kind, field: FieldInfo): boolean => field.kinds?.includes(kind) ?? true;

/** Whether the field would be refused beside these. */
export const isMeant = (field: FieldInfo, architecture: Readonly<Record<string, unknown>>): boolean =>
  field.when?.(architecture) ?? true;

export const isKind = (value: unknown): value is Kind => KINDS.some((kind) => kind === value);

export const pointerOf = (path: Path): string =>
  path.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

export const pathOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
