import type { ReactNode } from "react";
import type { TableSettings } from "~/features/experiments/tableView";
import type { Experiment, ExperimentField, FieldList } from "~/shared/api/types";
import { compact, count, loss, scientific, si, UNKNOWN } from "~/shared/format/numbers";
import { KIND_WORDS } from "~/shared/format/words";
import { Moment } from "~/shared/ui/Time";
import { joined, list } from "~/shared/url/search";

export type Column = {
  field: string;
  words: string;
  numeric?: boolean;
  title?: string;
  /** The cell of an experiment. Columns of the page itself draw more than a value. */
  cell?: (experiment: Experiment) => ReactNode;
};

/** The columns that the list has values for without being asked. */
export const USUAL: readonly Column[] = [
  { field: "state", words: "State" },
  { field: "progress", words: "Progress" },
  { field: "kind", words: "Kind", cell: ({ kind }) => KIND_WORDS[kind] ?? kind },
  {
    field: "parameters",
    words: "Parameters",
    numeric: true,
    cell: ({ parameters }) => <span title={count(parameters)}>{si(parameters)}</span>,
  },
  {
    field: "flopsPerStep",
    words: "FLOPs/step",
    numeric: true,
    cell: ({ flopsPerStep }) => scientific(flopsPerStep),
  },
  {
    field: "trainLoss",
    words: "Train loss",
    numeric: true,
    title: "Nats per token, newest step",
    cell: ({ trainLoss }) => loss(trainLoss),
  },
  {
    field: "valLoss",
    words: "Held-out loss",
    numeric: true,
    title: "Nats per token, newest evaluation",
    cell: ({ valLoss }) => loss(valLoss),
  },
  {
    field: "tokensPerSecond",
    words: "Tokens/s",
    numeric: true,
    cell: ({ tokensPerSecond }) => si(tokensPerSecond),
  },
  { field: "createdAt", words: "Created", cell: ({ createdAt }) => <Moment at={createdAt} /> },
];

const usualFields = USUAL.map((column) => column.field);

/** Whether a column is one of the page's own, which needs no values of the server. */
export const isUsual = (field: string): boolean => usualFields.includes(field);

/** The fields of the columns of a view, in their order. The name is always the first column and not among them. */
export const shownFields = (view: TableSettings): string[] =>
  view.columns ? list(view.columns) : [...usualFields];

/** The columns of a view. */
export const columnsOf = (view: TableSettings): Column[] =>
  shownFields(view).map(
    (field) => USUAL.find((column) => column.field === field) ?? { field, words: field, title: field },
  );

/** The columns whose values the server has to be asked for. */
export const askedColumns = (view: TableSettings): string | undefined =>
  joined(shownFields(view).filter((field) => !usualFields.includes(field)));

/** Shows or hides a column. A new one is the last; the usual columns are not written into the URL. */
export function withColumn(view: TableSettings, field: string, on: boolean): TableSettings {
  const before = shownFields(view);
  const rest = before.filter((one) => one !== field);
  const columns = joined(on ? [...rest, field] : rest) ?? "state";
  return { ...view, columns: columns === usualFields.join(",") ? undefined : columns };
}

/** A value of a field that the server was asked for. */
export function valueCell(value: unknown): ReactNode {
  if (value === undefined || value === null) return UNKNOWN;
  if (typeof value === "number") return Number.isInteger(value) ? count(value) : compact(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "string" && /^\d{4}-\d\d-\d\dT.*Z$/.test(value)) return <Moment at={value} />;
  return String(value);
}

/** The fields that can be columns, with a group for people. */
export function choosable(fields: FieldList | undefined): { group: string; names: string[] }[] {
  const names = (of: (field: ExperimentField) => boolean) =>
    (fields?.fields ?? []).filter(of).map((field) => field.shortName);
  const isSpec = (field: ExperimentField) => field.name.startsWith("spec.");
  return [
    { group: "Experiment", names: names((field) => !isSpec(field) && field.name !== "name") },
    { group: "Spec", names: names(isSpec) },
    { group: "Metrics", names: metricNames(fields) },
  ];
}

/** The fields of the reported metrics: the last value of each, the best where one is better than another, the least, the greatest. */
export const metricNames = (fields: FieldList | undefined): string[] =>
  (fields?.metrics ?? []).flatMap((metric) => [
    metric,
    ...(fields?.metricsWithBest.includes(metric) ? [`${metric}.best`] : []),
    `${metric}.min`,
    `${metric}.max`,
  ]);
