import type { Logits } from "~/shared/api/types";

/** The weights of the tokens that each routed block took, by position. */
export const routedWeights = ({ routed }: Pick<Logits, "routed">) =>
  routed.map(({ layer, tokens, weights }) => ({
    layer,
    weights: new Map(tokens.map((place, index) => [place, weights[index] ?? Number.NaN])),
  }));
