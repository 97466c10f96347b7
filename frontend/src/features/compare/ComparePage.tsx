import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { AddRuns } from "~/features/compare/AddRuns";
import { Comparison } from "~/features/compare/Comparison";
import {
  type CompareView,
  filledIn,
  sourceOf,
  viewWithoutRuns,
  withFilter,
  withRuns,
} from "~/features/compare/compareView";
import { FilterBar, isRefusal } from "~/features/compare/FilterBar";
import type { Follow } from "~/features/compare/follow";
import {
  comparedKey,
  comparedRunsQuery,
  type FoundRuns,
  MOST_RUNS,
  withNewer,
} from "~/features/compare/loadRuns";
import { MissingRuns } from "~/features/compare/MissingRuns";
import { FINAL_POINTS, neededMetrics, SUMMARY_POINTS } from "~/features/compare/pictures";
import { comparedCurvesQuery, PROJECT } from "~/shared/api/experiments";
import type { Experiment } from "~/shared/api/types";
import { isOver } from "~/shared/experiment/actions";
import { counted } from "~/shared/format/counted";
import { count } from "~/shared/format/numbers";
import { absorb } from "~/shared/live/experimentCache";
import { throttled } from "~/shared/live/throttle";
import { useEvents } from "~/shared/live/useEvents";
import { ShareDialog } from "~/shared/sharing/ShareDialog";
import { Empty, Failure, Notice, Skeleton } from "~/shared/ui/Notice";
import { useTitle } from "~/shared/ui/useTitle";

type Props = { view: CompareView; onView: (view: CompareView, follow?: Follow) => void };

const POLL_MS = 4000;
const NONE: readonly Experiment[] = [];

export function ComparePage({ view, onView }: Props) {
  useTitle("Compare");
  const { ids: names, metrics, x, zoom, smooth, gauss } = filledIn(view);
  const source = useMemo(() => sourceOf(view), [view]);
  const [dialog, setDialog] = useState<"add" | "share">();
  const live = useRunEvents();
  const found = useQuery({
    ...comparedRunsQuery(source),
    refetchInterval: live ? false : POLL_MS,
    placeholderData: (previous) => previous,
  });
  const runs = found.data?.runs ?? NONE;
  const missing = found.data?.missing ?? [];
  const ids = useMemo(() => runs.map((run) => run.id), [runs]);
  const running = runs.some((run) => !isOver(run.state));
  const interval = running && !live ? POLL_MS : (false as const);
  const curves = useQuery({
    ...comparedCurvesQuery(ids, metrics, x, { zoom, smooth, gauss }),
    enabled: ids.length > 0 && view.tab === undefined,
    refetchInterval: interval,
    placeholderData: (previous, before) => (before?.queryKey[3] === x ? previous : undefined),
  });
  const metric = metrics[0] ?? "train_loss";
  const whole = useQuery({
    ...comparedCurvesQuery(ids, [metric], "flops", { points: SUMMARY_POINTS }),
    refetchInterval: interval,
    placeholderData: (previous) => previous,
  });
  const needed = neededMetrics(view);
  const final = useQuery({
    ...comparedCurvesQuery(ids, needed, "step", { points: FINAL_POINTS }),
    enabled: ids.length > 0 && needed.length > 0,
    refetchInterval: interval,
    placeholderData: (previous) => previous,
  });
  const setIds = (next: readonly string[]) => onView(withRuns(view, next));
  return (
    <div className="stack">
      <header className="page-head">
        <h1>Compare</h1>
        <span className="muted">{counted(found.data ? runs.length : names.length, "run")}</span>
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
      {source?.kind === "filter" && (
        <FilterBar
          filter={source.filter}
          error={found.error}
          total={found.data?.total}
          shown={runs.length}
          onFilter={(next) => onView(withFilter(view, next))}
          onFix={() => setIds(ids)}
        />
      )}
      {source === undefined ? (
        <Empty title="Nothing to compare yet">
          <p>
            Select runs in the <Link to="/">table</Link>, or add some here.
          </p>
        </Empty>
      ) : (
        <>
          {found.error && !(source.kind === "filter" && isRefusal(found.error)) && (
            <Failure
              error={found.error}
              what={runs.length === 0 ? "The runs could not be read" : "Not up to date"}
              retry={() => void found.refetch()}
            />
          )}
          <MissingRuns
            missing={missing}
            onRemove={() => setIds(names.filter((name) => !missing.includes(name)))}
          />
          {found.data && source.kind === "ids" && found.data.total > MOST_RUNS && (
            <Notice tone="info" title={`The first ${MOST_RUNS} of ${count(found.data.total)} runs are shown`}>
              <p>A comparison has at most {MOST_RUNS} runs.</p>
            </Notice>
          )}
          {found.isPending ? (
            <Skeleton rows={8} label="Loading runs" />
          ) : runs.length === 0 ? (
            !found.error && (
              <Empty title={source.kind === "ids" ? "None of these runs exists" : "No run matches"}>
                <p>
                  Select runs in the <Link to="/">table</Link>, or add some here.
                </p>
              </Empty>
            )
          ) : (
            <Comparison
              runs={runs}
              curves={curves.data ?? []}
              whole={whole.data ?? []}
              summaries={final.data ?? []}
              curvesError={view.tab === undefined ? curves.error : final.error}
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
function useRunEvents(): boolean {
  const client = useQueryClient();
  const refresh = useMemo(
    () => throttled(1500, () => void client.invalidateQueries({ queryKey: ["curves"] })),
    [client],
  );
  useEffect(() => refresh.stop, [refresh]);
  return (
    useEvents(`/api/projects/${PROJECT}/events`, {
      experiment: (data) => {
        const experiment = data as Experiment;
        absorb(client, experiment);
        for (const [key, old] of client.getQueriesData<FoundRuns>({ queryKey: comparedKey })) {
          const next = withNewer(old, experiment);
          if (next === old) continue;
          client.setQueryData(key, next);
          refresh.run();
        }
      },
    }) === "live"
  );
}
