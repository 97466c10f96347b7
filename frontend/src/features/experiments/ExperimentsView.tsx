import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { ColumnChooser } from "~/features/experiments/ColumnChooser";
import { askedColumns } from "~/features/experiments/columns";
import { EmptyTable } from "~/features/experiments/EmptyTable";
import { ExperimentsTable } from "~/features/experiments/ExperimentsTable";
import { Filters } from "~/features/experiments/Filters";
import { filterProblem } from "~/features/experiments/filterProblem";
import { GroupControls } from "~/features/experiments/GroupControls";
import { GroupedExperiments } from "~/features/experiments/GroupedExperiments";
import { SelectionBar } from "~/features/experiments/SelectionBar";
import { NOTHING, type Selection } from "~/features/experiments/selection";
import {
  isFiltered,
  sortedBy,
  sortOf,
  type TableSettings,
  unfiltered,
  wholeFilter,
} from "~/features/experiments/tableView";
import { experimentsQuery } from "~/shared/api/experiments";
import { count } from "~/shared/format/numbers";
import { Failure, Skeleton } from "~/shared/ui/Notice";

type Props = {
  settings: TableSettings;
  live: boolean;
  /** What stands beside the title, and the menu of saved views. */
  head: ReactNode;
  menu: ReactNode;
  onSettings: (settings: TableSettings) => void;
  /** The marks of the open groups. */
  open: string | undefined;
  onOpen: (open: string | undefined) => void;
};

const POLL_MS = 4000;

/** The experiments as the settings say, one by one or in groups. */
export function ExperimentsView({ settings, live, head, menu, onSettings, open, onOpen }: Props) {
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const { state, kind, q, tag, filter } = settings;
  const grouped = settings.by !== undefined;
  const query = useInfiniteQuery({
    ...experimentsQuery({
      state,
      kind,
      q,
      tag,
      filter,
      sort: sortOf(settings),
      columns: askedColumns(settings),
    }),
    enabled: !grouped,
    refetchInterval: live ? false : POLL_MS,
    placeholderData: (previous) => previous,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.experiments) ?? [], [query.data]);
  const values = useMemo(() => query.data?.pages.flatMap((page) => page.values ?? []) ?? [], [query.data]);
  const total = query.data?.pages[0]?.total;
  const [groupError, setGroupError] = useState<unknown>();
  const problem = filterProblem(grouped ? groupError : query.error);
  const chosen = selection.all ? rows : rows.filter((row) => selection.ids.has(row.id));
  const whole = wholeFilter(settings);
  // What was selected in another list is not meant by "all that match" here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another filter changes what matches
  useEffect(() => setSelection((before) => (before.all ? NOTHING : before)), [whole]);

  return (
    <div className="stack">
      <header className="page-head">
        <h1>Experiments</h1>
        {!grouped && total !== undefined && <span className="muted">{count(total)}</span>}
        {head}
      </header>
      <Filters view={settings} problem={problem} onView={onSettings} />
      <div className="row table-tools">
        {menu}
        <GroupControls settings={settings} onSettings={onSettings} />
        <ColumnChooser view={settings} onView={onSettings} />
      </div>
      {grouped ? (
        <GroupedExperiments
          key={settings.by}
          settings={settings}
          live={live}
          onError={setGroupError}
          onSettings={onSettings}
          open={open}
          onOpen={onOpen}
        />
      ) : (
        <>
          {chosen.length > 0 && (
            <SelectionBar
              experiments={chosen}
              all={selection.all && total !== undefined ? { filter: whole, expected: total } : undefined}
              selectable={
                !selection.all && total !== undefined && chosen.length === rows.length && total > rows.length
                  ? total
                  : undefined
              }
              onAll={() => setSelection({ ids: new Set(), all: true })}
              onClear={() => setSelection(NOTHING)}
            />
          )}
          {problem && !query.data ? null : query.error && !query.data ? (
            <Failure
              error={query.error}
              what="The experiments could not be read"
              retry={() => void query.refetch()}
            />
          ) : query.isPending ? (
            <Skeleton rows={8} label="Loading experiments" />
          ) : rows.length === 0 ? (
            <EmptyTable filtered={isFiltered(settings)} onReset={() => onSettings(unfiltered(settings))} />
          ) : (
            <>
              {query.error && !problem && <Failure error={query.error} what="Not up to date" />}
              <ExperimentsTable
                rows={rows}
                values={values}
                view={settings}
                onSort={(field) => onSettings(sortedBy(settings, field))}
                selection={selection}
                onSelect={setSelection}
              />
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
                      : `Show more (${count(rows.length)} of ${count(total)})`}
                  </button>
                </div>
              )}
            </>
          )}
        </>
      )}
    </div>
  );
}
