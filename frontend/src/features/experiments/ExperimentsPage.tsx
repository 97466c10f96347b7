import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { askedColumns } from "~/features/experiments/columns";
import { EmptyTable } from "~/features/experiments/EmptyTable";
import { ExperimentsTable } from "~/features/experiments/ExperimentsTable";
import { Filters } from "~/features/experiments/Filters";
import { filterProblem } from "~/features/experiments/filterProblem";
import { SelectionBar } from "~/features/experiments/SelectionBar";
import { NOTHING, type Selection } from "~/features/experiments/selection";
import {
  isFiltered,
  sortedBy,
  sortOf,
  type TableView,
  unfiltered,
  wholeFilter,
} from "~/features/experiments/tableView";
import { experimentKeys, experimentsQuery, PROJECT } from "~/shared/api/experiments";
import type { Experiment } from "~/shared/api/types";
import { count } from "~/shared/format/numbers";
import { absorb } from "~/shared/live/experimentCache";
import { throttled } from "~/shared/live/throttle";
import { useEvents } from "~/shared/live/useEvents";
import { Failure, Skeleton } from "~/shared/ui/Notice";
import { useTitle } from "~/shared/ui/useTitle";

type Props = { view: TableView; onView: (view: TableView) => void };

const POLL_MS = 4000;

export function ExperimentsPage({ view, onView }: Props) {
  useTitle("Experiments");
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const liveness = useTableEvents();
  const query = useInfiniteQuery({
    ...experimentsQuery({ ...view, sort: sortOf(view), columns: askedColumns(view) }),
    refetchInterval: liveness === "live" ? false : POLL_MS,
    placeholderData: (previous) => previous,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.experiments) ?? [], [query.data]);
  const values = useMemo(() => query.data?.pages.flatMap((page) => page.values ?? []) ?? [], [query.data]);
  const total = query.data?.pages[0]?.total;
  const problem = filterProblem(query.error);
  const chosen = selection.all ? rows : rows.filter((row) => selection.ids.has(row.id));
  const filter = wholeFilter(view);
  // What was selected in another list is not meant by "all that match" here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another filter changes what matches
  useEffect(() => setSelection((before) => (before.all ? NOTHING : before)), [filter]);

  return (
    <div className="stack">
      <header className="page-head">
        <h1>Experiments</h1>
        {total !== undefined && <span className="muted">{count(total)}</span>}
        <LiveMark live={liveness === "live"} />
        <div className="grow" />
        <Link to="/experiments/new" className="button primary">
          New experiment
        </Link>
      </header>
      <Filters view={view} problem={problem} onView={onView} />
      {chosen.length > 0 && (
        <SelectionBar
          experiments={chosen}
          all={selection.all && total !== undefined ? { filter, expected: total } : undefined}
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
        <EmptyTable filtered={isFiltered(view)} onReset={() => onView(unfiltered(view))} />
      ) : (
        <>
          {query.error && !problem && <Failure error={query.error} what="Not up to date" />}
          <ExperimentsTable
            rows={rows}
            values={values}
            view={view}
            onSort={(field) => onView(sortedBy(view, field))}
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
    </div>
  );
}

/** Keeps the lists up to date. A list whose members may have changed is loaded again, but not too often. */
function useTableEvents() {
  const client = useQueryClient();
  const refresh = useMemo(
    () => throttled(2000, () => void client.invalidateQueries({ queryKey: experimentKeys.lists })),
    [client],
  );
  useEffect(() => refresh.stop, [refresh]);
  return useEvents(`/api/projects/${PROJECT}/events`, {
    experiment: (data) => {
      if (absorb(client, data as Experiment)) refresh.run();
    },
    removed: () => refresh.run(),
  });
}

function LiveMark({ live }: { live: boolean }) {
  return (
    <span
      className={live ? "live-mark live" : "live-mark"}
      title={live ? "Updates immediately" : "Updates every few seconds"}
    >
      {live ? "live" : "polling"}
    </span>
  );
}
