import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { metricsShown } from "~/features/detail/chartPlan";
import { DetailCharts } from "~/features/detail/DetailCharts";
import { type DetailView, parseDetailView } from "~/features/detail/detailView";
import { LazySpecText } from "~/features/detail/LazySpecText";
import { Summary } from "~/features/detail/Summary";
import { useZoom } from "~/features/detail/useZoom";
import { sharedCurvesQuery } from "~/shared/api/shares";
import type { Shared } from "~/shared/api/types";
import { isOver } from "~/shared/experiment/actions";
import { throttled } from "~/shared/live/throttle";
import { useEvents } from "~/shared/live/useEvents";
import { StateBadge } from "~/shared/ui/StateBadge";
import { parseSearch } from "~/shared/url/search";

type Props = {
  token: string;
  shared: Shared;
  search: Record<string, unknown>;
  onView: (view: DetailView) => void;
};

/** The read-only page of one experiment. */
export function SharedExperiment({ token, shared, search, onView }: Props) {
  const [view, setView] = useState<DetailView>(() => ({
    ...parseDetailView(parseSearch(shared.view ?? "")),
    ...withoutAbsent(parseDetailView(search)),
  }));
  const client = useQueryClient();
  const refresh = useMemo(
    () => throttled(2000, () => void client.invalidateQueries({ queryKey: ["shared", token] })),
    [client, token],
  );
  useEffect(() => refresh.stop, [refresh]);
  // Nothing that is shown can change when the experiment is over.
  const live = shared.experiments.some(({ state }) => !isOver(state));
  useEvents(live ? `/api/shared/${encodeURIComponent(token)}/events` : null, {
    experiment: refresh.run,
    points: refresh.run,
  });
  const x = view.x ?? "step";
  const [zoom, setZoom] = useZoom(x);
  const curves = useQuery({
    ...sharedCurvesQuery(token, metricsShown(view.charts, shared.experiments[0]), x, {
      zoom,
      smooth: view.smooth,
    }),
    placeholderData: (previous) => previous,
  });
  const experiment = shared.experiments[0];
  if (!experiment) return null;
  const change = (next: DetailView) => {
    setView(next);
    onView(next);
  };
  return (
    <div className="stack">
      <p>
        <strong>{experiment.name}</strong> <StateBadge state={experiment.state} />
      </p>
      <Summary experiment={experiment} />
      <DetailCharts
        experiment={experiment}
        curves={curves.data?.[0]?.curves ?? []}
        pending={curves.isPending}
        error={curves.error}
        view={view}
        onView={change}
        zoom={zoom}
        onZoom={setZoom}
      />
      <section className="card" aria-label="Spec">
        <h2>Spec</h2>
        <LazySpecText experiment={experiment} />
      </section>
    </div>
  );
}

const withoutAbsent = (view: DetailView): DetailView =>
  Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined));
