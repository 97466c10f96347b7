import type { Logits } from "~/shared/api/types";

/** For each routed block the weights of the tokens it took, by their places. */
export const routedWeights = ({ routed }: Pick<Logits, "routed">) =>
  routed.map(({ layer, tokens, weights }) => ({
    layer,
    weights: new Map(tokens.map((place, index) => [place, weights[index] ?? Number.NaN])),
  }));
