import { EXPERIMENT_KINDS, STATES } from "~/shared/api/types";
import { flag, joined, list, oneOf, text } from "~/shared/url/search";

/** What the table shows and how. Without anything it shows all experiments, newest first. */
export type TableSettings = {
  state?: string;
  kind?: string;
  q?: string;
  tag?: string;
  /** A filter in the language of docs/filter.md. */
  filter?: string;
  sort?: string;
  /** The columns after the name, when they are not the usual ones. */
  columns?: string;
  /** The fields that are equal within a group, when the table has groups. */
  by?: string;
  /** Whose values a group sums up, when it is not those of finished experiments only. */
  over?: "all";
};

/**
 * The view of the table, which the URL has. With the name of a saved view and nothing else, the settings are those of that view.
 * Otherwise they are all in the URL.
 */
export type TableView = TableSettings & {
  /** The id of a saved view. */
  view?: string;
  /** Whether the settings differ from those of the saved view, where no other parameter says so. */
  changed?: true;
  /** The open groups, each by {@link groupMark}. They are no part of a saved view. */
  open?: string;
};

const NEWEST_FIRST = "-createdAt";

/** The name of a field. Whether there is such a field, the server says. */
const FIELD = /^[A-Za-z_][A-Za-z0-9_./]*$/;

export function parseTableView(search: Record<string, unknown>): TableView {
  const among = (value: unknown, known: readonly string[]) =>
    joined(list(value).filter((one) => known.includes(one)));
  const settings: TableSettings = {
    state: among(search.state, STATES),
    kind: among(search.kind, EXPERIMENT_KINDS),
    q: text(search.q),
    tag: text(search.tag),
    filter: text(search.filter),
    sort: sorting(text(search.sort)),
    columns: joined(list(search.columns).filter((one) => FIELD.test(one))),
    by: joined(list(search.by).filter((one) => FIELD.test(one))),
    over: oneOf(search.over, ["all"] as const),
  };
  const open = settings.by ? joined(list(search.open).filter((one) => MARK.test(one))) : undefined;
  const view = text(search.view);
  if (!view) return { ...settings, open };
  return { ...settings, open, view, changed: isPlain(settings) ? flag(search.changed) : undefined };
}

/** A short mark of a group for URLs: FNV-1a of its filter, as 8 hexadecimal digits. */
export function groupMark({ filter }: { filter: string }): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(filter)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

const MARK = /^[0-9a-f]{8}$/;

/** Whether nothing is set. */
export const isPlain = (settings: TableSettings): boolean =>
  Object.values(settings).every((value) => value === undefined);

function sorting(value: string | undefined): string | undefined {
  return value !== undefined && value !== NEWEST_FIRST && FIELD.test(value.replace(/^-/, ""))
    ? value
    : undefined;
}

/** The order as the server expects it. */
export const sortOf = (view: TableSettings): string => view.sort ?? NEWEST_FIRST;

export type Direction = "ascending" | "descending" | "none";

export const direction = (view: TableSettings, field: string): Direction => directionIn(sortOf(view), field);

export function directionIn(sort: string, field: string): Direction {
  if (sort === field) return "ascending";
  return sort === `-${field}` ? "descending" : "none";
}

/** Fields of which people look for the largest value first. */
const DOWN = ["createdAt", "tokensPerSecond", "progress", "experiments"];

/** The view after a click on a column head. The first click sorts in the useful direction, the second in the other. */
export function sortedBy(view: TableSettings, field: string): TableSettings {
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

export const isFiltered = (view: TableSettings): boolean =>
  Boolean(view.state || view.kind || view.q || view.tag || view.filter);

/** The settings without filters. */
export const unfiltered = ({ sort, columns, by, over }: TableSettings): TableSettings => ({
  sort,
  columns,
  by,
  over,
});

/** Whether Back skips the view before. It does while one word is typed into the search field. */
export const isSameStep = (before: TableView, next: TableView): boolean =>
  before.q !== undefined && next.q !== undefined && before.q !== next.q;

/** Writes a text as the language quotes it. */
const quoted = (value: string): string => `"${value.replace(/["\\]/g, "\\$&")}"`;

/** One filter that says all that the view says. It matches exactly the experiments that the table lists. */
export function wholeFilter(view: TableSettings): string {
  const parts: string[] = [];
  if (view.filter) parts.push(`(${view.filter})`);
  if (!/\barchived\b/.test(view.filter ?? "")) parts.push("archived = false");
  if (view.state) parts.push(`state in (${list(view.state).join(", ")})`);
  if (view.kind) parts.push(`kind in (${list(view.kind).join(", ")})`);
  if (view.q) parts.push(`text: ${quoted(view.q)}`);
  if (view.tag) parts.push(`tag: ${quoted(view.tag)}`);
  return parts.join(" and ");
}
