import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { ExperimentsView } from "~/features/experiments/ExperimentsView";
import { effective, withSettings } from "~/features/experiments/savedViews";
import type { TableView } from "~/features/experiments/tableView";
import { ViewsMenu } from "~/features/experiments/ViewsMenu";
import { experimentKeys, PROJECT } from "~/shared/api/experiments";
import type { Experiment } from "~/shared/api/types";
import { viewsQuery } from "~/shared/api/views";
import { absorb } from "~/shared/live/experimentCache";
import { throttled } from "~/shared/live/throttle";
import { useEvents } from "~/shared/live/useEvents";
import { Empty, Failure, Skeleton } from "~/shared/ui/Notice";
import { useTitle } from "~/shared/ui/useTitle";

type Props = { view: TableView; onView: (view: TableView) => void };

export function ExperimentsPage({ view: search, onView }: Props) {
  const live = useTableEvents() === "live";
  const views = useQuery({ ...viewsQuery(), enabled: search.view !== undefined });
  const saved = search.view === undefined ? undefined : views.data?.find(({ id }) => id === search.view);
  useTitle(saved ? saved.name : "Experiments");
  const settings = effective(search, saved);
  if (search.view !== undefined && views.data && !saved && !views.isFetching) {
    return (
      <Empty title="There is no such view" level="h1">
        <p>It was deleted, or it is private to somebody else.</p>
        <button type="button" className="button" onClick={() => onView({})}>
          All experiments
        </button>
      </Empty>
    );
  }
  if (!settings) {
    return views.error ? (
      <Failure error={views.error} what="The views could not be read" retry={() => void views.refetch()} />
    ) : (
      <Skeleton rows={8} label="Loading the view" />
    );
  }
  return (
    <ExperimentsView
      settings={settings}
      live={live}
      head={
        <>
          <LiveMark live={live} />
          <div className="grow" />
          <Link to="/experiments/deleted" className="button quiet">
            Deleted
          </Link>
          <Link to="/experiments/new" className="button primary">
            New experiment
          </Link>
        </>
      }
      menu={<ViewsMenu search={search} settings={settings} saved={saved} onView={onView} />}
      onSettings={(next) => onView(withSettings(next, saved))}
      open={search.open}
      onOpen={(open) => onView({ ...search, open })}
    />
  );
}

/** Keeps the lists up to date. A list whose members may have changed is loaded again, but not too often. */
function useTableEvents() {
  const client = useQueryClient();
  const refresh = useMemo(
    () =>
      throttled(2000, () => {
        void client.invalidateQueries({ queryKey: experimentKeys.lists });
        void client.invalidateQueries({ queryKey: experimentKeys.groups });
      }),
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
