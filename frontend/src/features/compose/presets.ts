import { stringify } from "yaml";
import type { Draft } from "~/features/compose/draft";
import type { Kind } from "~/shared/api/types";

export type Preset = { id: string; title: string; says: string; draft: (corpus?: string) => Draft };

type Size = {
  layers: number;
  width: number;
  heads: number;
  sequenceLength: number;
  batch: number;
  flops: number;
  learningRate: number;
};

const SMALL: Size = {
  layers: 4,
  width: 128,
  heads: 4,
  sequenceLength: 128,
  batch: 16,
  flops: 2e12,
  learningRate: 2e-3,
};
const MEDIUM: Size = {
  layers: 8,
  width: 256,
  heads: 4,
  sequenceLength: 256,
  batch: 16,
  flops: 2e13,
  learningRate: 1e-3,
};

function draft(
  name: string,
  kind: Kind,
  beside: readonly Kind[],
  size: Size,
  corpus?: string,
  more: Readonly<Record<string, unknown>> = {},
  training: Readonly<Record<string, unknown>> = {},
): Draft {
  const spec = {
    name,
    seed: 1,
    architecture: { kind, layers: size.layers, width: size.width, heads: size.heads, ...more },
    data: { ...(corpus ? { corpus } : {}), sequenceLength: size.sequenceLength },
    training: {
      batch: size.batch,
      budget: { flops: size.flops },
      learningRate: size.learningRate,
      ...training,
    },
  };
  return { text: stringify(spec), format: "yaml", beside, extras: {} };
}

const OTHERS: readonly Kind[] = ["mod", "staged-mode", "integrated-mode"];

/** A small experiment to add to the small comparison. It has the same name as the preset of the spec module. */
const variation = (
  id: string,
  title: string,
  says: string,
  kind: Kind,
  more: Readonly<Record<string, unknown>>,
): Preset => ({ id, title, says, draft: (corpus) => draft(id, kind, [], SMALL, corpus, more) });

export const PRESETS: readonly Preset[] = [
  {
    id: "single",
    title: "One small MoD",
    says: "4 layers, width 128, 2e12 FLOPs",
    draft: (corpus) => draft("mod-12.5", "mod", [], SMALL, corpus),
  },
  {
    id: "four",
    title: "Small comparison",
    says: "baseline, MoD, staged and integrated MoDE at 2e12 FLOPs each",
    draft: (corpus) => draft("small", "baseline", OTHERS, SMALL, corpus),
  },
  {
    id: "medium",
    title: "Medium comparison",
    says: "the same four with 8 layers and width 256, at 2e13 FLOPs each",
    draft: (corpus) => draft("medium", "baseline", OTHERS, MEDIUM, corpus),
  },
  variation(
    "moe-reduced",
    "MoE, reduced capacity",
    "the control of integrated MoDE: as many tokens take an expert, but nothing learns which go without",
    "moe",
    { experts: 4, capacityFactor: 0.8 },
  ),
  variation(
    "moe-token-choice",
    "MoE, token-choice",
    "each token takes one expert; a loss balances the load, and full experts drop tokens",
    "moe",
    { experts: 4, expertScheme: "token-choice", topM: 1, capacityFactor: 1.25 },
  ),
  variation(
    "mod-every-layer",
    "MoD, every block",
    "every block is routed; in the paper this did worse than every other block",
    "mod",
    { capacity: 0.125, routeEvery: 1 },
  ),
  variation(
    "mod-token-choice",
    "MoD, token-choice",
    "tokens choose to go through a block or around it, under a balancing loss",
    "mod",
    { scheme: "token-choice", capacity: 0.125, routeEvery: 2 },
  ),
  variation(
    "mod-stochastic",
    "MoD, stochastic",
    "the control of MoD: the same blocks take the same number of random tokens",
    "mod",
    { scheme: "stochastic", capacity: 0.125, routeEvery: 2 },
  ),
  variation(
    "mod-threshold",
    "MoD, threshold",
    "blocks take every token above a threshold that is learned, so that sampling follows the same rule",
    "mod",
    { scheme: "threshold", capacity: 0.125, routeEvery: 2 },
  ),
  variation(
    "integrated-controlled",
    "Integrated MoDE, controlled no-ops",
    "each token takes two of four experts and two no-ops, and no-ops get three tenths of all choices",
    "integrated-mode",
    { experts: 4, noOps: 2, expertScheme: "token-choice", topM: 2, noOpShare: 0.3, capacityFactor: 1.5 },
  ),
  {
    id: "baseline-completep",
    title: "Baseline, CompleteP",
    says: "half the width and twice the depth of the small baseline, with rates that follow from the size",
    draft: (corpus) =>
      draft(
        "baseline-completep",
        "baseline",
        [],
        { ...SMALL, layers: 8, width: 64, heads: 2 },
        corpus,
        {},
        {
          parametrization: "completep",
        },
      ),
  },
];

export function presetNamed(id: string | undefined): Preset {
  return PRESETS.find((preset) => preset.id === id) ?? (PRESETS[0] as Preset);
}
