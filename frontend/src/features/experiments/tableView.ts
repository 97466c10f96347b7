import { KINDS, STATES } from "~/shared/api/types";
import { joined, list, text } from "~/shared/url/search";

/** The view of the table. All of it is in the URL. An empty view shows all experiments, newest first. */
export type TableView = { state?: string; kind?: string; q?: string; tag?: string; sort?: string };

export const SORTS = [
  "name",
  "state",
  "progress",
  "kind",
  "parameters",
  "flopsPerStep",
  "trainLoss",
  "valLoss",
  "tokensPerSecond",
  "createdAt",
] as const;
export type Sort = (typeof SORTS)[number];

const NEWEST_FIRST = "-createdAt";

export function parseTableView(search: Record<string, unknown>): TableView {
  const among = (value: unknown, known: readonly string[]) =>
    joined(list(value).filter((one) => known.includes(one)));
  return {
    state: among(search.state, STATES),
    kind: among(search.kind, KINDS),
    q: text(search.q),
    tag: text(search.tag),
    sort: sorting(text(search.sort)),
  };
}

function sorting(value: string | undefined): string | undefined {
  const field = value?.replace(/^-/, "");
  return value !== NEWEST_FIRST && SORTS.some((sort) => sort === field) ? value : undefined;
}

/** The order as the server expects it. */
export const sortOf = (view: TableView): string => view.sort ?? NEWEST_FIRST;

export type Direction = "ascending" | "descending" | "none";

export function direction(view: TableView, field: Sort): Direction {
  const sort = sortOf(view);
  if (sort === field) return "ascending";
  return sort === `-${field}` ? "descending" : "none";
}

/** The view after a click on a column head. The first click sorts in the useful direction, the second in the other. */
export function sortedBy(view: TableView, field: Sort): TableView {
  const startsDown = field === "createdAt" || field === "tokensPerSecond" || field === "progress";
  const first = startsDown ? `-${field}` : field;
  const second = startsDown ? field : `-${field}`;
  const next = sortOf(view) === first ? second : first;
  return { ...view, sort: next === NEWEST_FIRST ? undefined : next };
}

/** Adds or removes one value of a list filter. */
export function toggled(value: string | undefined, one: string): string | undefined {
  const values = list(value);
  return joined(values.includes(one) ? values.filter((other) => other !== one) : [...values, one]);
}

export const isFiltered = (view: TableView): boolean =>
  Boolean(view.state || view.kind || view.q || view.tag);
