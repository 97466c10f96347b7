import { type Column, columnsOf } from "~/features/experiments/columns";
import { sortOf, type TableSettings, wholeFilter } from "~/features/experiments/tableView";
import type { ExperimentGroup, FieldList } from "~/shared/api/types";
import { counted } from "~/shared/format/counted";
import { compact, UNKNOWN } from "~/shared/format/numbers";
import { STATE_WORDS } from "~/shared/format/words";
import { list } from "~/shared/url/search";

/** The field that is equal where everything in the spec is but name and seed. */
export const CONFIGURATION = "configuration";

const MOST_VALUES = 20;
const SORTED = ["createdAt", "name", "experiments"];

/** The columns of a view that are numbers. Groups show their means. */
export function valueColumns(settings: TableSettings, fields: FieldList | undefined): Column[] {
  const by = list(settings.by);
  return columnsOf(settings)
    .filter(({ field, numeric, cell }) => {
      if (by.includes(field)) return false;
      if (numeric !== undefined || cell !== undefined || field === "state" || field === "progress")
        return numeric === true;
      const known = fields?.fields.find((one) => one.name === field || one.shortName === field);
      // What is no field of the experiment is a value of a metric.
      return known ? known.type === "NUMBER" : true;
    })
    .slice(0, MOST_VALUES);
}

/** The order of the groups. An order that only single experiments have is left to the list. */
export function groupSort(settings: TableSettings, values: readonly Column[]): string {
  const sort = sortOf(settings);
  const field = sort.replace(/^-/, "");
  const known = [...SORTED, ...list(settings.by), ...values.map((column) => column.field)];
  return known.includes(field) ? sort : "-createdAt";
}

/** A name for a group: what the names of its members begin with. */
export function groupName({ firstName, lastName }: Pick<ExperimentGroup, "firstName" | "lastName">): string {
  if (firstName === lastName) return firstName;
  const [first, last] = [[...firstName], [...lastName]];
  const end = first.findIndex((character, i) => character !== last[i]);
  const common = (end < 0 ? first : first.slice(0, end)).join("").trimEnd();
  return common.length > 1 ? `${common}…` : `${firstName} … ${lastName}`;
}

/** What tells a group from the others: the fields that it was made by, or those in which the configurations differ. */
export function groupSettings(
  group: ExperimentGroup,
  by: readonly string[],
  differing: readonly string[],
): string[] {
  const chosen = by.filter((field) => field !== CONFIGURATION).map((field) => words(field, group.key[field]));
  const rest = by.includes(CONFIGURATION)
    ? differing.filter((field) => !by.includes(field)).map((field) => words(field, group.settings[field]))
    : [];
  return [...chosen, ...rest];
}

function words(field: string, value: unknown): string {
  const text = value === undefined ? UNKNOWN : typeof value === "number" ? compact(value) : String(value);
  return `${field} ${text}`;
}

/** How many members there are, and how many of them have finished: "3 of 5 finished". */
export function membersWords({
  experiments,
  states,
}: Pick<ExperimentGroup, "experiments" | "states">): string {
  const finished = states.FINISHED ?? 0;
  return finished === experiments
    ? `${counted(experiments, "experiment")}, finished`
    : `${finished} of ${experiments} finished`;
}

/** The members in each state: "2 running, 1 failed". */
export const statesWords = ({ states }: Pick<ExperimentGroup, "states">): string =>
  Object.entries(states)
    .map(
      ([state, amount]) =>
        `${amount} ${(STATE_WORDS[state as keyof typeof STATE_WORDS] ?? state).toLowerCase()}`,
    )
    .join(", ");

/** The filter for the members of a group, beside the other parameters of the list. */
export const memberFilter = (settings: TableSettings, group: Pick<ExperimentGroup, "filter">): string =>
  settings.filter ? `(${settings.filter}) and ${group.filter}` : group.filter;

/** One filter for all members of some groups. */
export const groupsFilter = (
  settings: TableSettings,
  groups: readonly Pick<ExperimentGroup, "filter">[],
): string => `${wholeFilter(settings)} and (${groups.map(({ filter }) => `(${filter})`).join(" or ")})`;

/** The names by which the comparison knows the fields that tell the groups apart. */
export function comparedBy(
  by: readonly string[],
  differing: readonly string[],
  fields: FieldList | undefined,
): string {
  const names = [...by.filter((field) => field !== CONFIGURATION), ...differing];
  return [
    ...new Set(
      names.map((field) => {
        const known = fields?.fields.find((one) => one.shortName === field || one.name === field);
        return (known?.name ?? field).replace(/^spec\./, "");
      }),
    ),
  ].join(",");
}
