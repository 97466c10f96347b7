/** Which rows are selected: some of the loaded ones, or all that match, however many are loaded. */
export type Selection = { ids: ReadonlySet<string>; all: boolean };

export const NOTHING: Selection = { ids: new Set(), all: false };

/** Selects or deselects one row, or all rows from the last one that was clicked on to this one. */
export function selectRow(
  selection: Selection,
  rows: readonly string[],
  id: string,
  on: boolean,
  from: string | undefined,
): Selection {
  const ids = new Set(selection.ids);
  for (const each of range(rows, from, id)) {
    if (on) ids.add(each);
    else ids.delete(each);
  }
  return { ids, all: false };
}

function range(rows: readonly string[], from: string | undefined, to: string): readonly string[] {
  const start = from === undefined ? -1 : rows.indexOf(from);
  const end = rows.indexOf(to);
  return start < 0 || end < 0 ? [to] : rows.slice(Math.min(start, end), Math.max(start, end) + 1);
}
