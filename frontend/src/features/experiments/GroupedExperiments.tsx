import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { EmptyTable } from "~/features/experiments/EmptyTable";
import { filterProblem } from "~/features/experiments/filterProblem";
import { GroupRow } from "~/features/experiments/GroupRow";
import { comparedBy, groupSort, groupsFilter, valueColumns } from "~/features/experiments/groups";
import { SelectionBar } from "~/features/experiments/SelectionBar";
import { SortHead } from "~/features/experiments/SortHead";
import {
  groupMark,
  isFiltered,
  sortedBy,
  type TableSettings,
  toggled,
  unfiltered,
} from "~/features/experiments/tableView";
import { groupsQuery } from "~/shared/api/groups";
import { fieldsQuery } from "~/shared/api/manyExperiments";
import type { Experiment, ExperimentGroup } from "~/shared/api/types";
import { counted } from "~/shared/format/counted";
import { count } from "~/shared/format/numbers";
import { Failure, Skeleton } from "~/shared/ui/Notice";
import { ScrollBox } from "~/shared/ui/ScrollBox";
import { joined, list } from "~/shared/url/search";

type Props = {
  settings: TableSettings;
  /** Whether the page hears of changes; otherwise the groups are read again and again. */
  live: boolean;
  /** Hears of an error, which may be about the filter above the table. */
  onError: (error: unknown) => void;
  onSettings: (settings: TableSettings) => void;
  /** The marks of the open groups. */
  open: string | undefined;
  onOpen: (open: string | undefined) => void;
};

const POLL_MS = 4000;
/** The most experiments of a comparison. */
const MOST_COMPARED = 200;

/** The experiments in groups, which the server makes of all that match. */
export function GroupedExperiments({ settings, live, onError, onSettings, open, onOpen }: Props) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [members, setMembers] = useState<readonly Experiment[]>([]);
  const opened = list(open);
  const select = (groups: ReadonlySet<string>) => {
    setSelected(groups);
    // Either groups are selected or single experiments, so that it is plain what an action is about.
    setMembers([]);
  };
  const selectMember = (member: Experiment, on: boolean) => {
    setMembers((before) => [...before.filter(({ id }) => id !== member.id), ...(on ? [member] : [])]);
    setSelected(new Set());
  };
  const fields = useQuery(fieldsQuery());
  const by = list(settings.by);
  const columns = valueColumns(settings, fields.data);
  const sort = groupSort(settings, columns);
  const { state, kind, q, tag, filter, over } = settings;
  const query = useInfiniteQuery({
    ...groupsQuery({
      state,
      kind,
      q,
      tag,
      filter,
      over,
      sort,
      by: settings.by,
      values: joined(columns.map(({ field }) => field)),
    }),
    // Which columns are numbers is known with the fields.
    enabled: !fields.isPending,
    refetchInterval: live ? false : POLL_MS,
    placeholderData: (previous) => previous,
  });
  const pages = query.data?.pages ?? [];
  const groups = pages.flatMap((page) => page.groups);
  const first = pages[0];
  const chosen = groups.filter((group) => selected.has(group.filter));
  const wrong = filterProblem(query.error);
  useEffect(() => onError(query.error), [query.error, onError]);

  if (wrong && !query.data) return null;
  if (query.error && !query.data)
    return (
      <Failure error={query.error} what="The groups could not be read" retry={() => void query.refetch()} />
    );
  if (!first) return <Skeleton rows={8} label="Loading groups" />;
  if (groups.length === 0)
    return <EmptyTable filtered={isFiltered(settings)} onReset={() => onSettings(unfiltered(settings))} />;
  const allChosen = groups.every((group) => selected.has(group.filter));
  return (
    <>
      {query.error && !wrong && <Failure error={query.error} what="Not up to date" />}
      {chosen.length > 0 && (
        <SelectionBar
          experiments={[]}
          all={{
            filter: groupsFilter(settings, chosen),
            expected: chosen.reduce((sum, group) => sum + group.experiments, 0),
          }}
          compared={{
            ids: chosen.flatMap((group) => group.ids).slice(0, MOST_COMPARED),
            group: comparedBy(by, first.differing, fields.data) || undefined,
          }}
          onAll={() => undefined}
          onClear={() => select(new Set())}
        />
      )}
      {members.length > 0 && (
        <SelectionBar experiments={members} onAll={() => undefined} onClear={() => select(new Set())} />
      )}
      <p className="muted" aria-live="polite">
        {counted(first.total, "group")} of {counted(first.experiments, "experiment")}
      </p>
      <ScrollBox label="Table of groups" className="table-scroll">
        <table className="table experiments-table groups-table">
          <caption className="visually-hidden">Groups of experiments</caption>
          <thead>
            <tr>
              <th scope="col" className="check">
                <input
                  type="checkbox"
                  aria-label="Select all groups shown"
                  checked={allChosen}
                  onChange={() => select(new Set(allChosen ? [] : groups.map((group) => group.filter)))}
                />
              </th>
              {[
                { field: "name", words: "Group" },
                { field: "experiments", words: "Experiments" },
                ...columns,
              ].map((column) => (
                <SortHead
                  key={column.field}
                  column={column}
                  sort={sort}
                  onSort={() => onSettings(sortedBy({ ...settings, sort }, column.field))}
                />
              ))}
            </tr>
          </thead>
          {groups.map((group: ExperimentGroup) => (
            <GroupRow
              key={group.filter}
              group={group}
              settings={settings}
              by={by}
              differing={first.differing}
              columns={columns}
              selected={selected.has(group.filter)}
              open={opened.includes(groupMark(group))}
              onSelect={(on) => select(toggledIn(selected, group.filter, on))}
              onOpen={() => onOpen(toggled(open, groupMark(group)))}
              members={members}
              onMember={selectMember}
            />
          ))}
        </table>
      </ScrollBox>
      {query.hasNextPage && (
        <div className="row center">
          <button
            type="button"
            className="button"
            disabled={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {query.isFetchingNextPage
              ? "Loading…"
              : `Show more (${count(groups.length)} of ${count(first.total)})`}
          </button>
        </div>
      )}
    </>
  );
}

function toggledIn(before: ReadonlySet<string>, one: string, on: boolean): ReadonlySet<string> {
  const next = new Set(before);
  if (on) next.add(one);
  else next.delete(one);
  return next;
}
