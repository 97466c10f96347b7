import type { MappedBlock, RoutingMap } from "~/shared/api/types";
import { INK } from "~/shared/chart/ink";
import { lineStyle } from "~/shared/chart/palette";

type Theme = "light" | "dark";

/**
 * What a block did with a token. In a block with experts, a token that entered may be taken by a no-op or by nobody; then it keeps the
 * residual of its attention.
 */
export type State = "through" | "around" | "no-op" | "left out";

export function stateOf(block: MappedBlock, token: number, experts: number): State {
  if (block.through[token]) return "through";
  if (block.entered && !block.entered[token]) return "around";
  if (!block.paths) return "around";
  return block.paths[token]?.some((path) => path >= experts) ? "no-op" : "left out";
}

export const STATE_WORDS: Record<State, string> = {
  through: "went through the block",
  around: "went around the block",
  "no-op": "attention only: a no-op took it",
  "left out": "attention only: no expert took it",
};

/** The parts of a cell from top to bottom: a fill for each path that took the token, or one for what became of it. */
export type Part = `expert ${number}` | State;

export function partsOf(block: MappedBlock, token: number, experts: number): Part[] {
  const state = stateOf(block, token, experts);
  if (state !== "through" || !block.paths) return [state];
  const taken = (block.paths[token] ?? []).map((path): Part => (path < experts ? `expert ${path}` : "no-op"));
  return taken.length > 0 ? taken : [state];
}

const NO_OP = { light: "#8a8f94", dark: "#7d858b" };
const LEFT_OUT = { light: "#d3d7db", dark: "#39444b" };
const AROUND = { light: "#f3ead6", dark: "#3a3222" };

/** The colour of a part. Experts have the colours of lines; further experts have them again, and the cursor names them. */
export function fillOf(part: Part, theme: Theme): string {
  switch (part) {
    case "through":
      return lineStyle(0, theme).color;
    case "around":
      return AROUND[theme];
    case "no-op":
      return NO_OP[theme];
    case "left out":
      return LEFT_OUT[theme];
    default:
      return lineStyle(Number(part.slice("expert ".length)), theme).color;
  }
}

/** The parts that a map has, in the order of a legend. */
export function partsIn(map: RoutingMap): Part[] {
  const found = new Set<Part>();
  for (const block of map.blocks) {
    for (let token = 0; token < map.tokens.length; token++) {
      for (const part of partsOf(block, token, map.experts)) found.add(part);
    }
  }
  const experts = Array.from({ length: map.experts }, (_, expert): Part => `expert ${expert}`);
  return (["through", ...experts, "no-op", "left out", "around"] as Part[]).filter((part) => found.has(part));
}

const PART_WORDS: Record<State, string> = {
  through: "through the block",
  around: "around the block",
  "no-op": "no-op",
  "left out": "attention only, no expert",
};

export const partWords = (part: Part): string => (part in PART_WORDS ? PART_WORDS[part as State] : part);

/** The runs of equal entries: where each begins and ends, and what it has. */
export function runsOf<T extends string>(
  length: number,
  at: (index: number) => T,
): { from: number; to: number; value: T }[] {
  const runs: { from: number; to: number; value: T }[] = [];
  for (let i = 0; i < length; i++) {
    const value = at(i);
    const last = runs.at(-1);
    if (last && last.value === value) last.to = i + 1;
    else runs.push({ from: i, to: i + 1, value });
  }
  return runs;
}

/** What two maps of the same tokens did in a block. */
export type Difference = "both" | "neither" | "only A" | "only B";

export const differenceAt = (a: MappedBlock, b: MappedBlock, token: number): Difference => {
  const [inA, inB] = [a.through[token], b.through[token]];
  if (inA) return inB ? "both" : "only A";
  return inB ? "only B" : "neither";
};

export const DIFFERENCES = ["both", "neither", "only A", "only B"] as const satisfies readonly Difference[];

export const differenceFill = (difference: Difference, theme: Theme): string => {
  switch (difference) {
    case "both":
      return INK[theme].faint;
    case "neither":
      return INK[theme].grid;
    case "only A":
      return lineStyle(0, theme).color;
    case "only B":
      return lineStyle(1, theme).color;
  }
};

/** Whether two maps are of the same tokens, so that they can be compared cell by cell. */
export const sameTokens = (a: RoutingMap, b: RoutingMap): boolean =>
  a.tokens.length === b.tokens.length && a.tokens.every((token, i) => token === b.tokens[i]);

/** How many cells of the blocks that both maps have differ, and of how many. */
export function differing(a: RoutingMap, b: RoutingMap): { cells: number; of: number } {
  const layers = Math.min(a.blocks.length, b.blocks.length);
  let cells = 0;
  for (let layer = 0; layer < layers; layer++) {
    const [one, other] = [a.blocks[layer], b.blocks[layer]];
    if (!one || !other) continue;
    for (let token = 0; token < a.tokens.length; token++) {
      if (one.through[token] !== other.through[token]) cells++;
    }
  }
  return { cells, of: layers * a.tokens.length };
}

/** A router weight as a number from 0 to 1: itself where it is a sigmoid, or else the sigmoid of the output. */
export const unit = (block: MappedBlock, weight: number): number =>
  block.sigmoid ? weight : 1 / (1 + Math.exp(-weight));

export type HistogramBin = { from: number; to: number; tokens: number };

/** Counts the router weights of some blocks in equal bins from 0 to 1. An edge belongs to the bin above it, and 1 to the last. */
export function histogram(blocks: readonly MappedBlock[], bins: number): HistogramBin[] {
  const counts = new Array<number>(bins).fill(0);
  for (const block of blocks) {
    for (const weight of block.weights ?? []) {
      const at = unit(block, Number(weight));
      if (Number.isNaN(at)) continue;
      const bin = Math.min(bins - 1, Math.floor(at * bins));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  return counts.map((tokens, i) => ({ from: i / bins, to: (i + 1) / bins, tokens }));
}
