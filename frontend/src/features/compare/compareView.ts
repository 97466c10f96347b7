import { readAxes, readAxis, readChoices, writeAxes, writeAxis, writeChoices } from "~/features/compare/axes";
import { MOST_RUNS, type RunSource } from "~/features/compare/loadRuns";
import { readNames, shortened, writeNear } from "~/features/compare/runNames";
import { EXPERIMENT_KINDS, STATES, X_AXES, type XAxis } from "~/shared/api/types";
import type { Range } from "~/shared/chart/scale";
import { BANDS, type Band } from "~/shared/chart/summary";
import { flag, joined, list, number, oneOf, text } from "~/shared/url/search";

/** The pictures beside the curves. */
export const TABS = ["parallel", "scatter"] as const;
export type Tab = (typeof TABS)[number];

/** The view of the comparison. All of it is in the URL, and defaults are left out. */
export type CompareView = {
  /** The names of the runs. Without them the runs are those of the filters below. */
  ids?: string;
  /** A filter in the language of docs/filter.md. */
  filter?: string;
  state?: string;
  kind?: string;
  q?: string;
  tag?: string;
  x?: XAxis;
  metric?: string;
  /** The weight of each earlier step in a moving average. */
  smooth?: number;
  /** The standard deviation in steps of a Gaussian, which takes the place of the moving average. */
  gauss?: number;
  logX?: true;
  logY?: true;
  /** The runs whose lines are hidden, or the only ones whose lines are shown. */
  hide?: string;
  only?: string;
  /** The runs that are always in the read-out at the cursor and first in the panel. */
  pin?: string;
  /** The run that the others are compared with. */
  base?: string;
  /** The field that gives the lines their colours, and those whose equal values make a group. */
  color?: string;
  group?: string;
  band?: Band;
  /** What is searched for in the panel. */
  find?: string;
  /** Whether runs far away from the others do not stretch the vertical axes. */
  calm?: true;
  /** Which picture is shown. Without it the curves are. */
  tab?: Tab;
  /** The axes of parallel coordinates, and the chosen parts of them. */
  axes?: string;
  within?: string;
  /** The axes of the points, and the field that gives them their shapes. */
  sx?: string;
  sy?: string;
  shape?: string;
  /** The visible range of x. */
  from?: number;
  to?: number;
  /** The visible ranges of y: metric:low:high. */
  y?: string;
};

export const DEFAULT_METRICS = "train_loss,val_loss";
export const DEFAULT_SMOOTHING = 0.5;
export const MOST_SMOOTHING = 0.9999;
export const MOST_DEVIATION = 10_000;
const MOST_PINS = 10;

/** Names of hidden and pinned runs are looked up among the runs that are shown, so a code is always enough. */
const codes = (value: unknown) => writeNear(readNames(value));

export function parseCompareView(search: Record<string, unknown>): CompareView {
  const x = oneOf(search.x, X_AXES);
  const metric = list(search.metric).join(",");
  const smooth = number(search.smooth, 0, MOST_SMOOTHING);
  const gauss = number(search.gauss, 1, MOST_DEVIATION);
  const [sx, sy] = [readAxis(search.sx), readAxis(search.sy)];
  const from = number(search.from);
  const to = number(search.to);
  const zoomed = from !== undefined && to !== undefined && from < to;
  const among = (value: unknown, known: readonly string[]) =>
    joined(list(value).filter((one) => known.includes(one)));
  const band = oneOf(search.band, BANDS);
  return {
    ids: shortened(search.ids),
    filter: text(search.filter),
    state: among(search.state, STATES),
    kind: among(search.kind, EXPERIMENT_KINDS),
    q: text(search.q),
    tag: text(search.tag),
    x: x === "step" ? undefined : x,
    metric: metric && metric !== DEFAULT_METRICS ? metric : undefined,
    smooth: smooth === DEFAULT_SMOOTHING ? undefined : smooth,
    gauss: gauss === undefined ? undefined : Math.round(gauss),
    logX: flag(search.logX),
    logY: flag(search.logY),
    hide: codes(search.hide),
    only: codes(search.only),
    pin: codes(search.pin),
    base: codes(search.base),
    color: text(search.color),
    group: joined(list(search.group)),
    band: band === "minmax" ? undefined : band,
    find: text(search.find),
    calm: flag(search.calm),
    tab: oneOf(search.tab, TABS),
    axes: writeAxes(readAxes(search.axes)),
    within: writeChoices(readChoices(search.within)),
    sx: sx && writeAxis(sx),
    sy: sy && writeAxis(sy),
    shape: text(search.shape),
    from: zoomed ? from : undefined,
    to: zoomed ? to : undefined,
    y: writeRanges(readRanges(search.y)),
  };
}

/** Returns the view with every default filled in. */
export function filledIn(view: CompareView) {
  return {
    ids: readNames(view.ids),
    x: view.x ?? ("step" as XAxis),
    metrics: list(view.metric ?? DEFAULT_METRICS),
    smooth: view.gauss === undefined ? (view.smooth ?? DEFAULT_SMOOTHING) : 0,
    gauss: view.gauss,
    logX: view.logX ?? false,
    logY: view.logY ?? false,
    hidden: readNames(view.hide),
    only: view.only === undefined ? undefined : readNames(view.only),
    pinned: readNames(view.pin).slice(0, MOST_PINS),
    base: view.base,
    color: view.color,
    groups: list(view.group),
    band: view.band ?? ("minmax" as Band),
    calm: view.calm ?? false,
    zoom: view.from !== undefined && view.to !== undefined ? ([view.from, view.to] as Range) : undefined,
    ranges: readRanges(view.y),
  };
}

export type FullView = ReturnType<typeof filledIn>;

/** Returns which runs the view has, or undefined when it has none. */
export function sourceOf({ ids, filter, state, kind, q, tag }: CompareView): RunSource | undefined {
  if (ids) return { kind: "ids", names: readNames(ids) };
  if (!(filter || state || kind || q || tag)) return undefined;
  return { kind: "filter", filter: { filter, state, kind, q, tag } };
}

const NO_FILTER = { filter: undefined, state: undefined, kind: undefined, q: undefined, tag: undefined };

/** Names the runs instead of a filter. */
export const withRuns = (view: CompareView, ids: readonly string[]): CompareView =>
  parseCompareView({ ...view, ...NO_FILTER, ids: ids.slice(0, MOST_RUNS).join(",") });

/** Finds the runs by another filter. */
export const withFilter = (view: CompareView, filter: string): CompareView =>
  parseCompareView({ ...view, ...NO_FILTER, ids: undefined, filter });

/** Changes the x axis. The zoom is reset, because another axis has other units. */
export const withX = (view: CompareView, x: XAxis): CompareView =>
  parseCompareView({ ...view, x, from: undefined, to: undefined });

/** Returns the view for a share link. It has the appearance but not the runs. */
export function viewWithoutRuns(view: CompareView): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(withRuns(parseCompareView(view), []))) {
    if (value !== undefined) params.set(key, String(value));
  }
  return params.toString();
}

function readRanges(value: unknown): ReadonlyMap<string, Range> {
  const ranges = new Map<string, Range>();
  for (const part of list(value)) {
    const [metric, low, high] = part.split(":");
    const range = [number(low), number(high)];
    if (metric && range[0] !== undefined && range[1] !== undefined && range[0] < range[1]) {
      ranges.set(metric, range as Range);
    }
  }
  return ranges;
}

export const writeRanges = (ranges: ReadonlyMap<string, Range>): string | undefined =>
  joined([...ranges].map(([metric, [low, high]]) => `${metric}:${short(low)}:${short(high)}`));

/** Six digits are finer than a pixel. */
const short = (value: number) => String(Number(value.toPrecision(6)));
