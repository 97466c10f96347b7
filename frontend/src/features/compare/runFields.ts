import { flatten } from "~/features/compare/configDiff";
import type { ShownExperiment } from "~/shared/api/types";
import { spelledOut } from "~/shared/experiment/specWords";
import { KIND_WORDS, STATE_WORDS } from "~/shared/format/words";

/** The results of a run by the names that fields have, beside those of its spec. */
const RESULTS = {
  valLoss: "Held-out loss",
  trainLoss: "Train loss",
  parameters: "Parameters",
  flopsPerStep: "FLOPs/step",
  flopsExecuted: "Executed FLOPs",
  tokensPerSecond: "Tokens/s",
  seconds: "Seconds",
  step: "Step",
} as const;

type Result = keyof typeof RESULTS;

export type RunFields = ReadonlyMap<string, string>;

/** Returns every field of a run by its name, as text. A value that is unknown is absent. */
export function fieldsOf(run: ShownExperiment): RunFields {
  const fields = flatten(spelledOut(run.spec));
  fields.delete("name");
  fields.set("kind", KIND_WORDS[run.kind] ?? run.kind);
  fields.set("state", STATE_WORDS[run.state] ?? run.state);
  for (const result of Object.keys(RESULTS) as Result[]) {
    const value = run[result];
    if (value !== null && value !== undefined) fields.set(result, String(value));
  }
  return fields;
}

/** The fields in which runs differ: what was chosen, and what came out. */
export type FieldSource = { chosen: readonly string[]; results: readonly string[] };

export function fieldChoices(all: readonly RunFields[]): FieldSource {
  const names = [...new Set(all.flatMap((fields) => [...fields.keys()]))];
  const differ = names.filter((name) => new Set(all.map((fields) => fields.get(name))).size > 1);
  return {
    chosen: differ.filter((name) => !(name in RESULTS)).sort(),
    results: Object.keys(RESULTS).filter((name) => differ.includes(name)),
  };
}

export const fieldTitle = (name: string): string => RESULTS[name as Result] ?? name;

/** Sorts values of a field: numbers by size, others by letters. */
export function sortedValues(values: Iterable<string>): string[] {
  return [...new Set(values)].sort((a, b) => Number(a) - Number(b) || a.localeCompare(b));
}
