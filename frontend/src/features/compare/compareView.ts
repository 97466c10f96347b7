import { X_AXES, type XAxis } from "~/shared/api/types";
import { flag, list, number, oneOf, text } from "~/shared/url/search";

/** The view of the comparison. All of it is in the URL, and defaults are left out. */
export type CompareView = {
  ids?: string;
  x?: XAxis;
  metric?: string;
  smooth?: number;
  logX?: true;
  logY?: true;
  /** The experiments whose lines are hidden. */
  hide?: string;
  /** The visible range of x. */
  from?: number;
  to?: number;
};

export const DEFAULT_METRICS = "train_loss,val_loss";
export const DEFAULT_SMOOTHING = 0.5;
export const MOST_SMOOTHING = 0.99;

export function parseCompareView(search: Record<string, unknown>): CompareView {
  const x = oneOf(search.x, X_AXES);
  const metric = list(search.metric).join(",");
  const smooth = number(search.smooth, 0, MOST_SMOOTHING);
  const from = number(search.from);
  const to = number(search.to);
  const zoomed = from !== undefined && to !== undefined && from < to;
  return {
    ids: text(list(search.ids).join(",")),
    x: x === "step" ? undefined : x,
    metric: metric && metric !== DEFAULT_METRICS ? metric : undefined,
    smooth: smooth === DEFAULT_SMOOTHING ? undefined : smooth,
    logX: flag(search.logX),
    logY: flag(search.logY),
    hide: text(list(search.hide).join(",")),
    from: zoomed ? from : undefined,
    to: zoomed ? to : undefined,
  };
}

/** Returns the view with every default filled in. */
export function filledIn(view: CompareView) {
  return {
    ids: list(view.ids),
    x: view.x ?? ("step" as XAxis),
    metrics: list(view.metric ?? DEFAULT_METRICS),
    smooth: view.smooth ?? DEFAULT_SMOOTHING,
    logX: view.logX ?? false,
    logY: view.logY ?? false,
    hidden: list(view.hide),
    zoom:
      view.from !== undefined && view.to !== undefined
        ? ([view.from, view.to] as [number, number])
        : undefined,
  };
}

/** Changes the x axis. The zoom is reset, because another axis has other units. */
export const withX = (view: CompareView, x: XAxis): CompareView =>
  parseCompareView({ ...view, x, from: undefined, to: undefined });

/** Returns the view for a share link. It has the appearance but not the runs. */
export function viewWithoutRuns(view: CompareView): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(parseCompareView(view))) {
    if (key !== "ids" && value !== undefined) params.set(key, String(value));
  }
  return params.toString();
}
