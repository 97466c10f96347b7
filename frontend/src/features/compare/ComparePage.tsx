import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { AddRuns } from "~/features/compare/AddRuns";
import { Comparison } from "~/features/compare/Comparison";
import {
  type CompareView,
  filledIn,
  parseCompareView,
  viewWithoutRuns,
} from "~/features/compare/compareView";
import { comparedCurvesQuery, experimentQuery, PROJECT } from "~/shared/api/experiments";
import type { Experiment } from "~/shared/api/types";
import { isOver } from "~/shared/experiment/actions";
import { counted } from "~/shared/format/counted";
import { absorb } from "~/shared/live/experimentCache";
import { throttled } from "~/shared/live/throttle";
import { useEvents } from "~/shared/live/useEvents";
import { ShareDialog } from "~/shared/sharing/ShareDialog";
import { Empty, Failure, Skeleton } from "~/shared/ui/Notice";
import { useTitle } from "~/shared/ui/useTitle";

type Props = { view: CompareView; onView: (view: CompareView) => void };

const POLL_MS = 4000;

export function ComparePage({ view, onView }: Props) {
  useTitle("Compare");
  const { ids, metrics, x, hidden, zoom, smooth } = filledIn(view);
  const [dialog, setDialog] = useState<"add" | "share">();
  const live = useRunEvents(ids);
  const runQueries = useQueries({
    queries: ids.map((id) => ({
      ...experimentQuery(id),
      refetchInterval: live ? (false as const) : POLL_MS,
    })),
    combine: (results) => ({
      runs: results.flatMap((result) => (result.data ? [result.data] : [])),
      error: results.find((result) => result.error && !result.data)?.error,
      pending: results.some((result) => result.isPending),
    }),
  });
  const { runs } = runQueries;
  const running = runs.some((run) => !isOver(run.state));
  const curves = useQuery({
    ...comparedCurvesQuery(ids, metrics, x, { zoom, smooth }),
    refetchInterval: running && !live ? POLL_MS : false,
    placeholderData: (previous, before) => (before?.queryKey[3] === x ? previous : undefined),
  });

  const setIds = (next: readonly string[]) =>
    onView(
      parseCompareView({
        ...view,
        ids: next.join(","),
        hide: hidden.filter((id) => next.includes(id)).join(","),
      }),
    );
  return (
    <div className="stack">
      <header className="page-head">
        <h1>Compare</h1>
        <span className="muted">{counted(ids.length, "run")}</span>
        <div className="grow" />
        <button type="button" className="button" onClick={() => setDialog("add")}>
          Add runs
        </button>
        <button
          type="button"
          className="button primary"
          disabled={ids.length === 0}
          onClick={() => setDialog("share")}
        >
          Share
        </button>
      </header>
      {ids.length === 0 ? (
        <Empty title="Nothing to compare yet">
          <p>
            Select runs in the <Link to="/">table</Link>, or add some here.
          </p>
        </Empty>
      ) : (
        <>
          {runQueries.error && <Failure error={runQueries.error} what="A run could not be read" />}
          {runQueries.pending && runs.length === 0 ? (
            <Skeleton rows={8} label="Loading runs" />
          ) : (
            <Comparison
              runs={runs}
              curves={curves.data ?? []}
              curvesError={curves.error}
              view={view}
              onView={onView}
              onRemove={(id) => setIds(ids.filter((one) => one !== id))}
            />
          )}
        </>
      )}
      {dialog === "add" && (
        <AddRuns ids={ids} onAdd={(id) => setIds([...ids, id])} onClose={() => setDialog(undefined)} />
      )}
      {dialog === "share" && (
        <ShareDialog
          experiments={ids}
          view={viewWithoutRuns(view)}
          title={runs.length === 1 ? runs[0]?.name : ""}
          onClose={() => setDialog(undefined)}
        />
      )}
    </div>
  );
}

/** Follows the events of the project. Progress of one of the runs loads its new points. */
function useRunEvents(ids: readonly string[]): boolean {
  const client = useQueryClient();
  const refresh = useMemo(
    () => throttled(1500, () => void client.invalidateQueries({ queryKey: ["curves"] })),
    [client],
  );
  useEffect(() => refresh.stop, [refresh]);
  return (
    useEvents(ids.length > 0 ? `/api/projects/${PROJECT}/events` : null, {
      experiment: (data) => {
        const experiment = data as Experiment;
        absorb(client, experiment);
        if (ids.includes(experiment.id)) refresh.run();
      },
    }) === "live"
  );
}
