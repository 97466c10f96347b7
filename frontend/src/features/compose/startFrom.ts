import type { Path } from "~/features/compose/fields";
import type { Experiment, Spec } from "~/shared/api/types";

/** What a run takes over from a checkpoint: all, so that it goes on, or the weights alone. */
export type StartState = NonNullable<Spec["training"]["startFrom"]>["state"];

export const START: Path = ["training", "startFrom"];

const LONGEST_NAME = 200;

/** The spec of a run that starts from a checkpoint of an experiment, by default from its last one. */
export function startingFrom({ id, name, spec }: Experiment, state: StartState, step?: number): unknown {
  const { budget, ...training } = spec.training;
  const suffix =
    state === "all" ? " (goes on)" : ` (from ${step === undefined ? "its weights" : `step ${step}`})`;
  return {
    ...spec,
    name: [...name].slice(0, LONGEST_NAME - suffix.length).join("") + suffix,
    training: {
      ...training,
      budget: state === "all" ? doubled(budget) : budget,
      startFrom: { experiment: id, ...(step === undefined ? {} : { step }), state },
    },
  };
}

/** A budget for as much training again. The steps of the checkpoint count in it. */
const doubled = (budget: Spec["training"]["budget"]): Record<string, number> =>
  Object.fromEntries(Object.entries(budget).map(([unit, amount]) => [unit, 2 * Number(amount)]));
