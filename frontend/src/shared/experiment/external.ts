import type { ShownExperiment } from "~/shared/api/types";

/**
 * Returns whether another program runs the experiment. Isobath knows what that program has logged, and has no spec, no checkpoints and no
 * FLOP counts of it.
 */
export const isExternal = ({ kind }: Pick<ShownExperiment, "kind">): boolean => kind === "external";
