import { type FieldSource, fieldTitle, type RunFields } from "~/features/compare/runFields";
import { finalValues } from "~/features/compare/values";
import type { ExperimentCurves } from "~/shared/api/types";
import { metricTitle } from "~/shared/metrics/catalogue";

/** The value of a field of a run: a number, or a word. */
export type Value = number | string;

const OF_METRIC = /^([a-z][\w/]*)\.(last|best)$/;

/** What an axis shows: a field of the run and its spec, or the last or the best value of a metric. */
export type Field = { kind: "run"; name: string } | { kind: "metric"; metric: string; of: "last" | "best" };

export function readField(name: string): Field {
  const [, metric, of] = OF_METRIC.exec(name) ?? [];
  return metric === undefined ? { kind: "run", name } : { kind: "metric", metric, of: of as "last" | "best" };
}

/** Returns the name of a field for people. */
export function titleOf(name: string): string {
  const field = readField(name);
  return field.kind === "run" ? fieldTitle(field.name) : `${metricTitle(field.metric)}, ${field.of}`;
}

/** Returns a title for narrow places: the last part of the path of a setting. */
export function shortTitleOf(name: string): string {
  const field = readField(name);
  return field.kind === "run" ? (fieldTitle(field.name).split(".").at(-1) ?? name) : titleOf(name);
}

/** Returns the metrics of which the fields need values. */
export const metricsOf = (names: readonly string[]): string[] => [
  ...new Set(
    names.flatMap((name) => {
      const field = readField(name);
      return field.kind === "metric" ? [field.metric] : [];
    }),
  ),
];

/** Returns the values of a field by the ids of runs. A run without a value is absent, and so is one whose value is not finite. */
export function valuesOf(
  name: string,
  fields: ReadonlyMap<string, RunFields>,
  summaries: readonly ExperimentCurves[],
): Map<string, Value> {
  const field = readField(name);
  const values = new Map<string, Value>();
  if (field.kind === "metric") {
    for (const { id, curves } of summaries) {
      const value = finalValues(
        curves.find(({ metric }) => metric === field.metric),
        field.metric,
      )[field.of];
      if (fields.has(id) && value !== undefined && Number.isFinite(value)) values.set(id, value);
    }
    return values;
  }
  for (const [id, own] of fields) {
    const text = own.get(field.name);
    if (text !== undefined) values.set(id, text);
  }
  const numeric = [...values.values()].every((text) => text !== "" && Number.isFinite(Number(text)));
  return numeric ? new Map([...values].map(([id, text]) => [id, Number(text)])) : values;
}

/** A group of fields for a list to choose from. */
export type FieldGroup = { title: string; names: readonly string[] };

/** The fields that an axis can have: those in which the runs differ, what came out, and values of metrics. */
export function offeredFields(
  { chosen, results }: FieldSource,
  metrics: readonly string[],
  bestOf: (metric: string) => boolean,
): FieldGroup[] {
  return [
    { title: "Settings that differ", names: chosen },
    { title: "Results", names: results },
    { title: "Best values", names: metrics.filter(bestOf).map((metric) => `${metric}.best`) },
    { title: "Last values", names: metrics.map((metric) => `${metric}.last`) },
  ].filter(({ names }) => names.length > 0);
}
