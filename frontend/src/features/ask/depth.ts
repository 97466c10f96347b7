import type { Sample } from "~/shared/api/types";

/** One token of a sample, with where it is. */
export type DrawnToken = { position: number; token: number; piece: string; depth: number };

export function drawnTokens({ tokens, pieces, depths }: Sample): DrawnToken[] {
  return tokens.map((token, position) => ({
    position,
    token,
    piece: pieces[position] ?? "",
    depth: depths[position] ?? 0,
  }));
}

/** How often each depth occurs over all samples, the shallowest first. */
export function depthCounts(samples: readonly Sample[]): { depth: number; tokens: number }[] {
  const counts = new Map<number, number>();
  for (const { depths } of samples) {
    for (const depth of depths) counts.set(depth, (counts.get(depth) ?? 0) + 1);
  }
  return [...counts].map(([depth, tokens]) => ({ depth, tokens })).sort((a, b) => a.depth - b.depth);
}

/**
 * Where a depth lies between no block and all of them, 0 to 1. The scale is the model's, not the sample's, so that two samples are
 * coloured alike.
 */
export const shade = (depth: number, layers: number): number =>
  layers > 0 ? Math.min(1, Math.max(0, depth / layers)) : 1;

/** Makes visible what would not be seen in a table. */
export const visible = (piece: string): string =>
  piece.replaceAll(" ", "␣").replaceAll("\n", "⏎").replaceAll("\t", "⇥") || "∅";
