import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Column, isUsual, valueCell } from "~/features/experiments/columns";
import { memberFilter } from "~/features/experiments/groups";
import type { TableSettings } from "~/features/experiments/tableView";
import { experimentsQuery } from "~/shared/api/experiments";
import type { Experiment, ExperimentGroup } from "~/shared/api/types";
import { count } from "~/shared/format/numbers";
import { Failure } from "~/shared/ui/Notice";
import { StateBadge } from "~/shared/ui/StateBadge";
import { joined } from "~/shared/url/search";

type Props = {
  group: ExperimentGroup;
  settings: TableSettings;
  columns: readonly Column[];
  selected: readonly Experiment[];
  onSelect: (experiment: Experiment, on: boolean) => void;
};

/** The experiments of a group, under its row and in its columns. */
export function GroupMembers({ group, settings, columns, selected, onSelect }: Props) {
  const { state, kind, q, tag } = settings;
  const query = useInfiniteQuery(
    experimentsQuery({
      state,
      kind,
      q,
      tag,
      filter: memberFilter(settings, group),
      sort: "name",
      columns: joined(columns.map(({ field }) => field).filter((field) => !isUsual(field))),
    }),
  );
  const pages = query.data?.pages ?? [];
  const rows = pages.flatMap((page) => page.experiments);
  const values = pages.flatMap((page) => page.values ?? []);
  const width = columns.length + 3;
  return (
    <>
      {rows.map((experiment, index) => (
        <tr key={experiment.id} className="member-row">
          <td className="check">
            <input
              type="checkbox"
              aria-label={`Select ${experiment.name}`}
              checked={selected.some(({ id }) => id === experiment.id)}
              onChange={(event) => onSelect(experiment, event.target.checked)}
            />
          </td>
          <th scope="row">
            <Link to="/experiments/$id" params={{ id: experiment.id }}>
              {experiment.name}
            </Link>
          </th>
          <td>
            <StateBadge state={experiment.state} reason={experiment.stateReason} />
          </td>
          {columns.map(({ field, cell }) => (
            <td key={field} className="num">
              {cell ? cell(experiment) : valueCell(values[index]?.[field])}
            </td>
          ))}
        </tr>
      ))}
      {(query.isPending || query.error || query.hasNextPage) && (
        <tr className="member-row">
          <td />
          <td colSpan={width - 1}>
            {query.error ? (
              <Failure error={query.error} what="The experiments could not be read" />
            ) : query.isPending ? (
              "Loading…"
            ) : (
              <button
                type="button"
                className="button small"
                disabled={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                Show more ({count(rows.length)} of {count(pages[0]?.total ?? group.experiments)})
              </button>
            )}
          </td>
        </tr>
      )}
    </>
  );
}
