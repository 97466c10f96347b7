import { BLOCKS, CAPACITY, type Typed } from "~/features/compose/typed";
import { KINDS, type Kind } from "~/shared/api/types";

export type Path = readonly string[];

export type FieldInfo = {
  path: Path;
  label: string;
  help: string;
  /** The values to choose from. Without them, a value is typed. */
  options?: readonly (readonly [string, string])[];
  /** Whether the options are true and false. */
  flag?: boolean;
  /** How the value is typed. It is a number when this is absent. */
  typed?: Typed;
  /** The families that have the field. All families have it when this is absent. */
  kinds?: readonly Kind[];
  /**
   * Whether the field has a meaning beside the other fields of its part of the spec. The server refuses a field of the architecture
   * without one.
   */
  when?: (part: Readonly<Record<string, unknown>>) => boolean;
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
  architecture("layers", "Layers", "The number of blocks."),
  architecture("width", "Width", "The model width, d."),
  architecture(
    "heads",
    "Heads",
    "The number of attention heads. It must divide the width. The default is width / 64.",
  ),
  architecture(
    "feedForward",
    "Feed-forward width",
    "The hidden width of the MLP, f. The default is 4 × width.",
  ),
];

type When = NonNullable<FieldInfo["when"]>;

const tokensTakeAnyBlock: When = ({ scheme }) => scheme === "token-choice";
const blocksTakeTokens: When = ({ scheme }) => (scheme ?? "expert-choice") === "expert-choice";
const tokensTakeExperts: When = ({ expertScheme }) => expertScheme === "token-choice";
const controlsNoOps: When = (all) => tokensTakeExperts(all) && all.noOpShare !== undefined;
const severalExperts: When = (all) => tokensTakeExperts(all) && Number(all.topM ?? 1) > 1;
const oneCapacity: When = ({ capacity }) => !Array.isArray(capacity);
const hasBase: When = ({ parametrization }) => parametrization === "mup" || parametrization === "completep";
const noList: When = (all) => oneCapacity(all) && all.routedLayers === undefined;

export const ROUTING: readonly FieldInfo[] = [
  architecture("scheme", "Routing scheme", "How the tokens that go through a block are chosen.", {
    kinds: ROUTED,
    options: [
      ["expert-choice", "expert-choice: the block takes its top k"],
      ["token-choice", "token-choice: tokens go through or around, and full blocks drop the later ones"],
      ["threshold", "threshold: tokens above a learned threshold, in sampling too"],
      ["stochastic", "stochastic: k random tokens, the control"],
    ],
  }),
  architecture(
    "capacity",
    "Capacity",
    "The capacity of a routed block: a share of the tokens such as 0.125, which is the best one in the paper, or a number such as 32 tokens. A list gives one of these for each block, with – for blocks that are not routed.",
    { kinds: ROUTED, typed: CAPACITY },
  ),
  architecture(
    "routeEvery",
    "Route every",
    "1 routes every block. 2 routes every other block, which is the best choice in the paper.",
    {
      kinds: ROUTED,
      when: noList,
    },
  ),
  architecture(
    "routeOffset",
    "First routed block",
    "The number of the first routed block, counted from 0. It is below “Route every”.",
    {
      kinds: ROUTED,
      when: noList,
    },
  ),
  architecture(
    "causal",
    "Causal routing",
    "What is trained so that tokens can be routed one at a time when sampling.",
    {
      kinds: ROUTED,
      when: blocksTakeTokens,
      options: [
        ["none", "none: the model cannot be sampled"],
        ["predictor", "predictor beside the router"],
        ["auxiliary", "auxiliary loss on the router"],
      ],
    },
  ),
  architecture(
    "predictorWidth",
    "Predictor width",
    "The hidden width of the predictor. The default is width / 2.",
    {
      kinds: ROUTED,
      when: (all) => blocksTakeTokens(all) && all.causal === "predictor",
    },
  ),
  architecture("auxiliaryWeight", "Auxiliary weight", "The factor of the auxiliary loss.", {
    kinds: ROUTED,
    when: (all) => blocksTakeTokens(all) && all.causal === "auxiliary",
  }),
  architecture(
    "balanceWeight",
    "Balance weight",
    "The factor of the balancing loss, which keeps the share of tokens that choose a block near its capacity.",
    { kinds: ROUTED, when: tokensTakeAnyBlock },
  ),
];

/** Further routing fields, which are seldom changed. */
export const MORE_ROUTING: readonly FieldInfo[] = [
  architecture("gate", "Gate", "What the router weight r multiplies.", {
    kinds: ROUTED,
    options: [
      ["block", "whole block: x + r·(attn + mlp), eq. 1"],
      ["mlp", "MLP only: x + attn + r·mlp, fig. 1"],
    ],
  }),
  architecture(
    "routerActivation",
    "Router activation",
    "The function that turns the router output into the router weight.",
    {
      kinds: ROUTED,
      options: [
        ["linear", "linear, eq. 1"],
        ["sigmoid", "sigmoid, fig. 1"],
      ],
    },
  ),
  architecture(
    "routedLayers",
    "Routed blocks",
    "The numbers of the routed blocks, counted from 0, such as 1, 3, 5. They replace “Route every”.",
    {
      kinds: ROUTED,
      typed: BLOCKS,
      when: oneCapacity,
    },
  ),
  {
    path: ["architecture", "capacitySchedule", "steps"],
    label: "Capacity schedule: steps",
    help: "The number of steps in which the capacity changes linearly to the block's own. The FLOPs of these steps are counted at their capacity.",
    kinds: ROUTED,
  },
  {
    path: ["architecture", "capacitySchedule", "from"],
    label: "Capacity schedule: from",
    help: "The share of the tokens in the first step. The default is 1. There is no schedule without steps.",
    kinds: ROUTED,
  },
];

export const EXPERT: readonly FieldInfo[] = [
  architecture("experts", "Experts", "The number of experts, E. Each is an MLP of the block's size.", {
    kinds: EXPERTS,
  }),
  architecture("expertScheme", "Expert scheme", "How tokens are assigned to experts.", {
    kinds: EXPERTS,
    options: [
      ["expert-choice", "expert-choice: each expert takes its top tokens"],
      ["token-choice", "token-choice: each token takes its top experts"],
    ],
  }),
  architecture(
    "capacityFactor",
    "Capacity factor",
    "The number of slots divided by the number of assignments. At 1, with one expert per token, the experts cost what the dense MLP costs. Below 1 tokens are dropped, which is the reduced-capacity control.",
    {
      kinds: EXPERTS,
    },
  ),
  architecture("topM", "Experts per token", "The number of paths that each token is assigned to, m.", {
    kinds: EXPERTS,
    when: tokensTakeExperts,
  }),
  architecture(
    "expertShares",
    "Expert shares",
    "What the output of each of a token's experts is multiplied by, where it has several.",
    {
      kinds: EXPERTS,
      when: severalExperts,
      options: [
        ["softmax", "softmax: the share over all paths"],
        ["renormalised", "renormalised: the shares of the token's paths sum to 1"],
      ],
    },
  ),
  architecture(
    "expertBalanceWeight",
    "Expert balance weight",
    "The factor of the loss that balances the load.",
    {
      kinds: EXPERTS,
      when: (all) => tokensTakeExperts(all) && all.noOpShare === undefined,
    },
  ),
  architecture(
    "noOps",
    "No-op experts",
    "The number of no-op experts. Their tokens keep their residual and cost nothing.",
    {
      kinds: ["integrated-mode"],
    },
  ),
  architecture(
    "noOpShare",
    "Share of no-ops",
    "The share of all choices that no-ops shall get. Without it the router decides.",
    {
      kinds: ["integrated-mode"],
      when: tokensTakeExperts,
    },
  ),
  architecture("noOpRate", "Rate of the share", "How fast the share is approached, μ. The default is 0.01.", {
    kinds: ["integrated-mode"],
    when: controlsNoOps,
  }),
];

/** The tokenizers that know every text. The tokenizer is `bytes` when it is left out. */
const KNOWS_ALL: readonly unknown[] = [undefined, "bytes", "gpt2"];

export const DATA: readonly FieldInfo[] = [
  {
    path: ["data", "sequenceLength"],
    label: "Sequence length",
    help: "The number of tokens in a sequence, S.",
  },
  {
    path: ["data", "tokenizer"],
    label: "Tokenizer",
    help: "How text becomes tokens. A larger vocabulary needs fewer tokens for a text and makes the model larger.",
    options: [
      ["bytes", "bytes: 256 tokens"],
      ["gpt2", "GPT-2: 50,257 tokens"],
    ],
  },
  {
    path: ["data", "allowUnknown"],
    label: "Train on unknown text",
    help: "Whether to train although the tokenizer does not know more than a fifth of the corpus. Without it such an experiment fails.",
    flag: true,
    options: [
      ["true", "yes"],
      ["false", "no"],
    ],
    when: ({ tokenizer }) => !KNOWS_ALL.includes(tokenizer),
  },
  {
    path: ["data", "validationFraction"],
    label: "Held-out share",
    help: "The share of the corpus that is never trained on. It is taken from the end.",
  },
];

export const TRAINING: readonly FieldInfo[] = [
  training("batch", "Batch", "The number of sequences in a step."),
  training(
    "learningRate",
    "Learning rate",
    "The peak, which is reached after the warm-up. The schedule follows and ends at the last step of the run.",
  ),
  training("precision", "Precision", "The number format of the matrix products. Parameters stay float32.", {
    options: [
      ["f32", "float32"],
      ["bf16", "bfloat16"],
    ],
  }),
];

export const ADVANCED: readonly FieldInfo[] = [
  { path: ["seed"], label: "Seed", help: "The source of every random number." },
  training(
    "device",
    "Device",
    "The device to train on. Only worker nodes with such a device take the experiment.",
    {
      options: [
        ["cpu", "CPU"],
        ["cuda", "CUDA"],
      ],
    },
  ),
  training(
    "deterministic",
    "Deterministic",
    "Whether two runs of this spec must agree in every bit. It costs nothing in float32. With bfloat16 it computes on one thread, which takes 1.3 to 1.7 times as long on two cores.",
    {
      flag: true,
      options: [
        ["true", "yes"],
        ["false", "no"],
      ],
    },
  ),
  training(
    "accumulate",
    "Micro-batches",
    "The number of parts in which a step computes its batch, one after the other. They need less memory and give the same gradients.",
  ),
  training("schedule", "Schedule", "What the learning rate does after the warm-up.", {
    options: [
      ["cosine", "cosine: half a cosine down to the last step"],
      ["wsd", "wsd: the peak, then a cool-down"],
      ["constant", "constant: the peak until the end"],
    ],
  }),
  training("cooldown", "Cool-down", "The share of the steps in which the learning rate falls to its end.", {
    when: ({ schedule }) => schedule === "wsd",
  }),
  training(
    "parametrization",
    "Parametrization",
    "How first weights, learning rates and multipliers follow from the size of the model, so that the learning rate of a base model serves others.",
    {
      options: [
        ["standard", "standard: not at all"],
        ["mup", "μP: from the width"],
        ["completep", "CompleteP: from width and depth"],
      ],
    },
  ),
  training("baseWidth", "Base width", "The width of the base model. The default is 128.", {
    when: hasBase,
  }),
  training("baseHeads", "Base heads", "The attention heads of the base model. The default is 4.", {
    when: hasBase,
  }),
  training("baseLayers", "Base layers", "The blocks of the base model. The default is 4.", {
    when: ({ parametrization }) => parametrization === "completep",
  }),
  training("warmup", "Warm-up", "The share of the steps in which the learning rate rises to the peak."),
  training(
    "finalLearningRate",
    "Final learning rate",
    "The learning rate at the end, as a share of the peak.",
    { when: ({ schedule }) => schedule !== "constant" },
  ),
  training("weightDecay", "Weight decay", "The weight decay of AdamW."),
  training("beta1", "β₁", "The decay rate of the first moment in AdamW."),
  training("beta2", "β₂", "The decay rate of the second moment in AdamW."),
  training("epsilon", "ε", "The ε of AdamW."),
  training("gradientClip", "Gradient clip", "The largest gradient norm."),
  training(
    "evaluateEvery",
    "Evaluate every",
    "The steps between two evaluations. The default is a twentieth of the run.",
  ),
  training(
    "evaluationTokens",
    "Evaluation tokens",
    "The number of held-out tokens in an evaluation. They do not depend on the batch. Held-out losses are comparable where this number and the sequence length are the same.",
  ),
  training(
    "evaluationBatches",
    "Evaluation batches (older runs)",
    "How older runs said how much an evaluation reads. The held-out tokens then depend on the batch. Empty the field to read a number of tokens.",
    { when: () => false },
  ),
];

/** The architecture fields that only some families have. */
export const KIND_FIELDS: readonly FieldInfo[] = [...ROUTING, ...MORE_ROUTING, ...EXPERT];

export const hasField = (kind: Kind, field: FieldInfo): boolean => field.kinds?.includes(kind) ?? true;

/** Whether the field has a meaning beside these. The server refuses it otherwise. */
export const isMeant = (field: FieldInfo, part: Readonly<Record<string, unknown>>): boolean =>
  field.when?.(part) ?? true;

export const isKind = (value: unknown): value is Kind => KINDS.some((kind) => kind === value);

export const pointerOf = (path: Path): string =>
  path.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

export const pathOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
