import type { ShownExperiment } from "~/shared/api/types";

/**
 * Says of which runs the axes leave out a part of the training: those that start with the weights of another run. The axes of a run that
 * goes on continue those of the other run, so that nothing is left out there.
 */
export function borrowed(runs: readonly ShownExperiment[]): string[] {
  const names = runs
    .filter(({ spec }) => spec?.training?.startFrom?.state === "weights")
    .map(({ name }) => name);
  return names.length === 0
    ? []
    : [
        `Some runs start with the weights of another run (${names.join(", ")}); no axis counts what these weights cost.`,
      ];
}
