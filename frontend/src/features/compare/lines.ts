import type { FullView } from "~/features/compare/compareView";
import { fieldsOf, fieldTitle, type RunFields, sortedValues } from "~/features/compare/runFields";
import { named } from "~/features/compare/runNames";
import { hiddenOf } from "~/features/compare/visible";
import type { ShownExperiment } from "~/shared/api/types";
import { counted } from "~/shared/format/counted";
import { compact, UNKNOWN } from "~/shared/format/numbers";

/** One line of the charts and of the panel: a run, or a group of runs with the same values. */
export type Line = {
  id: string;
  label: string;
  runs: readonly ShownExperiment[];
  style: number;
  hidden: boolean;
  pinned: boolean;
  base: boolean;
};

/** Returns the lines of the view: one for each run, or one for each group of them. */
export function linesOf(runs: readonly ShownExperiment[], view: FullView): Line[] {
  const ids = runs.map((run) => run.id);
  const fields = new Map(runs.map((run) => [run.id, fieldsOf(run)]));
  const hidden = hiddenOf(view, ids);
  const pinned = named(view.pinned, ids);
  const base = named(view.base === undefined ? [] : [view.base], ids);
  const groups = grouped(runs, fields, view.groups);
  const styleOf = styles(
    groups.map((group) => group.runs[0]),
    fields,
    view,
  );
  return groups.map(({ label, runs: members }, place) => {
    const every = (set: ReadonlySet<string>) => members.every((run) => set.has(run.id));
    const id = (members[0] as ShownExperiment).id;
    return {
      id,
      label,
      runs: members,
      style: styleOf(id, place),
      hidden: every(hidden),
      pinned: members.some((run) => pinned.has(run.id)),
      base: members.some((run) => base.has(run.id)),
    };
  });
}

function grouped(runs: readonly ShownExperiment[], fields: Map<string, RunFields>, by: readonly string[]) {
  if (by.length === 0) return runs.map((run) => ({ label: run.name, runs: [run] }));
  const groups = new Map<string, ShownExperiment[]>();
  for (const run of runs) {
    const values = by.map((name) => fields.get(run.id)?.get(name));
    const key = JSON.stringify(values);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups].map(([key, members]) => {
    const values = JSON.parse(key) as (string | null)[];
    const label = values.map((value, i) => `${last(by[i] ?? "")} ${number(value)}`).join(", ");
    return { label: `${label} (${counted(members.length, "run")})`, runs: members };
  });
}

const last = (field: string) => fieldTitle(field).split(".").at(-1);
const number = (value: string | null) =>
  value === null ? UNKNOWN : value !== "" && Number.isFinite(Number(value)) ? compact(Number(value)) : value;

/** Runs with the same value of the field of colours have the same look. Without a field each has its own. */
function styles(
  firsts: readonly (ShownExperiment | undefined)[],
  fields: Map<string, RunFields>,
  { color }: FullView,
): (id: string, place: number) => number {
  if (!color) return (_, place) => place;
  const valueOfRun = (id: string) => fields.get(id)?.get(color) ?? "";
  const order = new Map(
    sortedValues(firsts.map((run) => valueOfRun(run?.id ?? ""))).map((value, i) => [value, i]),
  );
  return (id) => order.get(valueOfRun(id)) ?? 0;
}
