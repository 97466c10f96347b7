import { X_AXES, type XAxis } from "~/shared/api/types";
import { METRIC_GROUPS, type MetricGroup } from "~/shared/metrics/catalogue";
import { flag, number, oneOf } from "~/shared/url/search";

export const TABS = ["spec", "flops", "attempts", "checkpoints", "log"] as const;
export type Tab = (typeof TABS)[number];

/** The view of the detail page. All of it is in the URL, and defaults are left out. */
export type DetailView = { x?: XAxis; smooth?: number; logY?: true; tab?: Tab; charts?: MetricGroup };

export function parseDetailView(search: Record<string, unknown>): DetailView {
  const x = oneOf(search.x, X_AXES);
  const tab = oneOf(search.tab, TABS);
  const charts = oneOf(search.charts, METRIC_GROUPS);
  const smooth = number(search.smooth, 0, 0.99);
  return {
    x: x === "step" ? undefined : x,
    tab: tab === "spec" ? undefined : tab,
    charts: charts === "loss" ? undefined : charts,
    smooth: smooth === 0 ? undefined : smooth,
    logY: flag(search.logY),
  };
}
