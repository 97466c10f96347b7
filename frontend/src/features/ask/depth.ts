import type { Sample } from "~/shared/api/types";

/** One token of a sample, with its position. */
export type DrawnToken = { position: number; token: number; piece: string; depth: number };

export function drawnTokens({ tokens, pieces, depths }: Sample): DrawnToken[] {
  return tokens.map((token, position) => ({
    position,
    token,
    piece: pieces[position] ?? "",
    depth: depths[position] ?? 0,
  }));
}

/** Counts how often each depth occurs over all samples, with the smallest depth first. */
export function depthCounts(samples: readonly Sample[]): { depth: number; tokens: number }[] {
  const counts = new Map<number, number>();
  for (const { depths } of samples) {
    for (const depth of depths) counts.set(depth, (counts.get(depth) ?? 0) + 1);
  }
  return [...counts].map(([depth, tokens]) => ({ depth, tokens })).sort((a, b) => a.depth - b.depth);
}

/**
 * The depth as a share of the model's blocks, from 0 to 1. The scale does not depend on the sample, so two samples have the same
 * colours.
 */
export const shade = (depth: number, layers: number): number =>
  layers > 0 ? Math.min(1, Math.max(0, depth / layers)) : 1;

/** Replaces characters that are invisible in a table. */
export const visible = (piece: string): string =>
  piece.replaceAll(" ", "␣").replaceAll("\n", "⏎").replaceAll("\t", "⇥") || "∅";
