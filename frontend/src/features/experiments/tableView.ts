import { KINDS, STATES } from "~/shared/api/types";
import { joined, list, text } from "~/shared/url/search";

/** The view of the table. All of it is in the URL. An empty view shows all experiments, newest first. */
export type TableView = {
  state?: string;
  kind?: string;
  q?: string;
  tag?: string;
  /** A filter in the language of docs/filter.md. */
  filter?: string;
  sort?: string;
  /** The columns after the name, when they are not the usual ones. */
  columns?: string;
};

const NEWEST_FIRST = "-createdAt";

/** The name of a field. Whether there is such a field, the server says. */
const FIELD = /^[A-Za-z_][A-Za-z0-9_./]*$/;

export function parseTableView(search: Record<string, unknown>): TableView {
  const among = (value: unknown, known: readonly string[]) =>
    joined(list(value).filter((one) => known.includes(one)));
  return {
    state: among(search.state, STATES),
    kind: among(search.kind, KINDS),
    q: text(search.q),
    tag: text(search.tag),
    filter: text(search.filter),
    sort: sorting(text(search.sort)),
    columns: joined(list(search.columns).filter((one) => FIELD.test(one))),
  };
}

function sorting(value: string | undefined): string | undefined {
  return value !== undefined && value !== NEWEST_FIRST && FIELD.test(value.replace(/^-/, ""))
    ? value
    : undefined;
}

/** The order as the server expects it. */
export const sortOf = (view: TableView): string => view.sort ?? NEWEST_FIRST;

export type Direction = "ascending" | "descending" | "none";

export function direction(view: TableView, field: string): Direction {
  const sort = sortOf(view);
  if (sort === field) return "ascending";
  return sort === `-${field}` ? "descending" : "none";
}

/** Fields of which people look for the largest value first. */
const DOWN = ["createdAt", "tokensPerSecond", "progress"];

/** The view after a click on a column head. The first click sorts in the useful direction, the second in the other. */
export function sortedBy(view: TableView, field: string): TableView {
  const startsDown = DOWN.includes(field);
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
  Boolean(view.state || view.kind || view.q || view.tag || view.filter);

/** The view without its filters. */
export const unfiltered = (view: TableView): TableView => ({ sort: view.sort, columns: view.columns });

/** Writes a text as the language quotes it. */
const quoted = (value: string): string => `"${value.replace(/["\\]/g, "\\$&")}"`;

/** One filter that says all that the view says. It matches exactly the experiments that the table lists. */
export function wholeFilter(view: TableView): string {
  const parts: string[] = [];
  if (view.filter) parts.push(`(${view.filter})`);
  if (!/\barchived\b/.test(view.filter ?? "")) parts.push("archived = false");
  if (view.state) parts.push(`state in (${list(view.state).join(", ")})`);
  if (view.kind) parts.push(`kind in (${list(view.kind).join(", ")})`);
  if (view.q) parts.push(`text: ${quoted(view.q)}`);
  if (view.tag) parts.push(`tag: ${quoted(view.tag)}`);
  return parts.join(" and ");
}
