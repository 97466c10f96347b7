import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { AwaitedTokenizer } from "~/features/detail/AwaitedTokenizer";
import { metricsShown } from "~/features/detail/chartPlan";
import { DetailCharts } from "~/features/detail/DetailCharts";
import { DetailTabs } from "~/features/detail/DetailTabs";
import type { DetailView } from "~/features/detail/detailView";
import { GoOn } from "~/features/detail/GoOn";
import { LineageLinks } from "~/features/detail/LineageLinks";
import { isGone, NoExperiment } from "~/features/detail/NoExperiment";
import { Notes } from "~/features/detail/Notes";
import { PutAway } from "~/features/detail/PutAway";
import { Summary } from "~/features/detail/Summary";
import { TrainAllTheSame } from "~/features/detail/TrainAllTheSame";
import { useZoom } from "~/features/detail/useZoom";
import { Waiting } from "~/features/detail/Waiting";
import { WhyWaiting } from "~/features/detail/WhyWaiting";
import { curvesQuery, experimentKeys, experimentQuery, PROJECT, pointsUrl } from "~/shared/api/experiments";
import { experimentSystemQuery } from "~/shared/api/system";
import type { Experiment } from "~/shared/api/types";
import { ActionButtons } from "~/shared/experiment/ActionMenu";
import { isOver } from "~/shared/experiment/actions";
import { isExternal } from "~/shared/experiment/external";
import { absorb } from "~/shared/live/experimentCache";
import { throttled } from "~/shared/live/throttle";
import { useEvents } from "~/shared/live/useEvents";
import { ShareDialog } from "~/shared/sharing/ShareDialog";
import { SystemSection } from "~/shared/system/SystemSection";
import { Skeleton } from "~/shared/ui/Notice";
import { StateBadge } from "~/shared/ui/StateBadge";
import { useTitle } from "~/shared/ui/useTitle";

type Props = {
  id: string;
  view: DetailView;
  onView: (view: DetailView) => void;
  /** A panel of another feature about the experiment. */
  panel?: (experiment: Experiment) => ReactNode;
};

const POLL_MS = 3000;

export function ExperimentPage({ id, view, onView, panel }: Props) {
  const [sharing, setSharing] = useState(false);
  const live = useExperimentEvents(id) === "live";
  const query = useQuery({
    ...experimentQuery(id),
    refetchInterval: ({ state }) => (live || (state.data && isOver(state.data.state)) ? false : POLL_MS),
  });
  const experiment = query.data;
  useTitle(experiment && tabTitle(experiment));
  const x = view.x ?? "step";
  const [zoom, setZoom] = useZoom(x);
  const wanted = curvesQuery(id, metricsShown(view.charts, experiment), x, {
    zoom,
    smooth: view.smooth,
  });
  const curves = useQuery({
    ...wanted,
    // Zooming and smoothing keep the lines until the new ones are there.
    placeholderData: (previous, before) =>
      before?.queryKey[3] === wanted.queryKey[3] && before?.queryKey[4] === x ? previous : undefined,
    refetchInterval: live || !experiment || isOver(experiment.state) ? false : POLL_MS,
  });

  if (query.isPending) return <Skeleton rows={8} label="Loading the experiment" />;
  if (!experiment || isGone(query.error))
    return <NoExperiment id={id} error={query.error} retry={() => void query.refetch()} />;
  const external = isExternal(experiment);
  return (
    <div className="stack">
      <header className="page-head">
        <h1>{experiment.name}</h1>
        <span aria-live="polite">
          <StateBadge state={experiment.state} reason={experiment.stateReason} />
        </span>
        {experiment.archivedAt && <span className="badge">archived</span>}
        <div className="grow" />
        <ActionButtons experiment={experiment} />
        {!external && (
          <>
            <GoOn experiment={experiment} />
            <Link to="/experiments/new" search={{ from: id }} className="button">
              Edit as new
            </Link>
          </>
        )}
        <Link to="/compare" search={{ ids: id }} className="button">
          Compare
        </Link>
        <button type="button" className="button primary" onClick={() => setSharing(true)}>
          Share
        </button>
        <PutAway experiment={experiment} />
      </header>
      <Waiting experiment={experiment} />
      <WhyWaiting experiment={experiment} />
      <AwaitedTokenizer experiment={experiment} />
      <Summary experiment={experiment} remedy={<TrainAllTheSame experiment={experiment} />} />
      <LineageLinks experiment={experiment} />
      <DetailCharts
        experiment={experiment}
        curves={curves.data ?? []}
        pending={curves.isPending}
        error={curves.error}
        view={view}
        onView={onView}
        zoom={zoom}
        onZoom={setZoom}
        pointsUrl={(metrics, format) => pointsUrl(id, metrics, format)}
      />
      {!external && (
        <>
          <SystemSection
            query={experimentSystemQuery(id)}
            label="System"
            empty="No samples yet. A worker node sends them with its heartbeats, every ten seconds; nodes of earlier versions send none."
          />
          {panel?.(experiment)}
        </>
      )}
      <DetailTabs experiment={experiment} view={view} onView={onView} />
      <Notes key={experiment.id} experiment={experiment} />
      {sharing && (
        <ShareDialog experiments={[id]} title={experiment.name} onClose={() => setSharing(false)} />
      )}
    </div>
  );
}

function useExperimentEvents(id: string) {
  const client = useQueryClient();
  const refresh = useMemo(
    () => throttled(1000, () => void client.invalidateQueries({ queryKey: experimentKeys.curves(id) })),
    [client, id],
  );
  useEffect(() => refresh.stop, [refresh]);
  return useEvents(`/api/projects/${PROJECT}/events`, {
    experiment: (data) => {
      const experiment = data as Experiment;
      if (experiment.id !== id) return;
      const before = client.getQueryData<Experiment>(experimentKeys.one(id));
      absorb(client, experiment);
      // A change of state also changes attempts, checkpoints and the log.
      if (before?.state !== experiment.state) {
        void client.invalidateQueries({ queryKey: experimentKeys.one(id) });
      } else {
        refresh.run();
      }
    },
    removed: (data) => {
      if ((data as { experiment: string }).experiment === id)
        void client.invalidateQueries({ queryKey: experimentKeys.one(id) });
    },
    points: (data) => {
      if ((data as { experiment: string }).experiment === id) refresh.run();
    },
  });
}

const tabTitle = ({ name, state, step, steps }: Experiment): string =>
  state === "RUNNING" && steps > 0 ? `${Math.floor((100 * step) / steps)} % ${name}` : name;
