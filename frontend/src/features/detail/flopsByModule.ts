import type { FlopsTerm } from "~/shared/api/types";

export type ModuleFlops = {
  module: string;
  operations: string[];
  /** The number of blocks that have the module. It is 0 for modules outside the blocks. */
  layers: number;
  forward: number;
  backward: number;
  /** The share of all FLOPs, forward and backward together. */
  share: number;
};

/** Sums the terms over layers, in the order in which modules first appear. */
export function flopsByModule(terms: readonly FlopsTerm[]): ModuleFlops[] {
  const layers = new Map<string, Set<number>>();
  const modules = new Map<string, ModuleFlops>();
  const total = terms.reduce((sum, term) => sum + term.forward + term.backward, 0);
  for (const term of terms) {
    const row = modules.get(term.module) ?? {
      module: term.module,
      operations: [],
      layers: 0,
      forward: 0,
      backward: 0,
      share: 0,
    };
    const within = layers.get(term.module) ?? new Set();
    if (term.layer !== null) within.add(term.layer);
    layers.set(term.module, within);
    row.layers = within.size;
    row.forward += term.forward;
    row.backward += term.backward;
    row.share = total > 0 ? (row.forward + row.backward) / total : 0;
    if (!row.operations.includes(term.operation)) row.operations.push(term.operation);
    modules.set(term.module, row);
  }
  return [...modules.values()];
}
