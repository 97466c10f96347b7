import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { Comparison } from "~/features/compare/Comparison";
import { type CompareView, filledIn, parseCompareView } from "~/features/compare/compareView";
import { FINAL_POINTS, neededMetrics, SUMMARY_POINTS } from "~/features/compare/pictures";
import { pointsOf } from "~/shared/api/experiments";
import { sharedCurvesQuery } from "~/shared/api/shares";
import type { Shared } from "~/shared/api/types";
import { isOver } from "~/shared/experiment/actions";
import { throttled } from "~/shared/live/throttle";
import { useEvents } from "~/shared/live/useEvents";
import { parseSearch } from "~/shared/url/search";

type Props = {
  token: string;
  shared: Shared;
  search: Record<string, unknown>;
  onView: (view: CompareView) => void;
};

/** A shared comparison. It begins with the view of the person who shared it, and the view can be changed. */
export function SharedComparison({ token, shared, search, onView }: Props) {
  const [view, setView] = useState<CompareView>(() => {
    const own = parseCompareView(search);
    return Object.values(own).some((value) => value !== undefined)
      ? own
      : parseCompareView(parseSearch(shared.view ?? ""));
  });
  const change = (next: CompareView) => {
    setView(next);
    onView(next);
  };
  const { metrics, x, zoom, smooth, gauss } = filledIn(view);
  const points = pointsOf(shared.experiments.length);
  const curves = useQuery({
    ...sharedCurvesQuery(token, metrics, x, { zoom, smooth, gauss, points }),
    enabled: view.tab === undefined,
    placeholderData: (previous) => previous,
  });
  const whole = useQuery({
    ...sharedCurvesQuery(token, metrics.slice(0, 1), "flops", { points: SUMMARY_POINTS }),
    placeholderData: (previous) => previous,
  });
  const needed = neededMetrics(view);
  const final = useQuery({
    ...sharedCurvesQuery(token, needed, "step", { points: FINAL_POINTS }),
    enabled: needed.length > 0,
    placeholderData: (previous) => previous,
  });
  useSharedEvents(shared.experiments.every(({ state }) => isOver(state)) ? null : token);
  return (
    <Comparison
      runs={shared.experiments}
      curves={curves.data ?? []}
      whole={whole.data ?? []}
      summaries={final.data ?? []}
      curvesError={view.tab === undefined ? curves.error : final.error}
      view={view}
      onView={change}
    />
  );
}

/** Follows the experiments of a link. With null it does not, because nothing that is shown can change. */
function useSharedEvents(token: string | null): void {
  const client = useQueryClient();
  const refresh = useMemo(
    () => throttled(2000, () => void client.invalidateQueries({ queryKey: ["shared", token] })),
    [client, token],
  );
  useEffect(() => refresh.stop, [refresh]);
  useEvents(token === null ? null : `/api/shared/${encodeURIComponent(token)}/events`, {
    experiment: refresh.run,
    points: refresh.run,
  });
}
