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

function draft(name: string, kind: Kind, beside: readonly Kind[], size: Size, corpus?: string): Draft {
  const spec = {
    name,
    seed: 1,
    architecture: { kind, layers: size.layers, width: size.width, heads: size.heads },
    data: { ...(corpus ? { corpus } : {}), sequenceLength: size.sequenceLength },
    training: { batch: size.batch, budget: { flops: size.flops }, learningRate: size.learningRate },
  };
  return { text: stringify(spec), format: "yaml", beside, extras: {} };
}

const OTHERS: readonly Kind[] = ["mod", "staged-mode", "integrated-mode"];

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
    says: "the same four, 8 layers, width 256, at 2e13 FLOPs each",
    draft: (corpus) => draft("medium", "baseline", OTHERS, MEDIUM, corpus),
  },
];

export function presetNamed(id: string | undefined): Preset {
  return PRESETS.find((preset) => preset.id === id) ?? (PRESETS[0] as Preset);
}
