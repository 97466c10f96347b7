import { type ChartPlan, planOf } from "~/features/detail/chartPlan";
import type { DetailView } from "~/features/detail/detailView";
import type { Curve } from "~/shared/api/types";
import { curvePoints } from "~/shared/chart/curve";
import type { Plot, Trace } from "~/shared/chart/model";
import { X_LABELS } from "~/shared/format/words";
import { findMetric, type MetricGroup, metricTitle, parseMetric } from "~/shared/metrics/catalogue";

export type TitledPlot = { key: string; title: string; meaning?: string; plot: Plot };

type Context = { curves: ReadonlyMap<string, Curve>; view: DetailView; experts: number };

/**
 * Returns the charts of one group that have points. The chart of the losses is always included.
 *
 * @param experts the number of real experts of a block; the paths after them are no-ops
 * @param plans the charts, where they are others than those of the group
 */
export function detailPlots(
  group: MetricGroup,
  curves: readonly Curve[],
  view: DetailView,
  experts: number,
  plans: readonly ChartPlan[] = planOf(group),
): TitledPlot[] {
  const drawn = curves.filter((curve) => curve.x.length > 0);
  const context = { curves: new Map(drawn.map((curve) => [curve.metric, curve])), view, experts };
  return plans.flatMap((plan) => plotsOf(plan, context));
}

function plotsOf(plan: ChartPlan, context: Context): TitledPlot[] {
  switch (plan.kind) {
    case "run":
      return runPlot(plan, context);
    case "layers":
      return layersPlot(plan, context);
    case "paths":
      return pathPlots(plan, context);
  }
}

function runPlot(plan: Extract<ChartPlan, { kind: "run" }>, context: Context): TitledPlot[] {
  const present = plan.metrics.filter((metric) => context.curves.has(metric));
  if (present.length === 0 && !plan.always) return [];
  const first = plan.metrics[0] ?? "";
  const isLoss = first === "train_loss";
  return [
    {
      key: first,
      title: plan.title ?? metricTitle(first),
      meaning: plan.metrics.length === 1 ? findMetric(first)?.meaning : undefined,
      plot: {
        ...base(isLoss ? "loss (nats/token)" : shortUnit(first), context),
        logY: isLoss && context.view.logY,
        traces: plan.metrics.flatMap((metric, place) =>
          context.curves.has(metric) ? [trace(metric, metricTitle(metric), place, context)] : [],
        ),
      },
    },
  ];
}

function layersPlot(plan: Extract<ChartPlan, { kind: "layers" }>, context: Context): TitledPlot[] {
  const names = namesOf(plan.metric, context).filter((name) => parseMetric(name).path === undefined);
  if (names.length === 0) return [];
  return [
    {
      key: `${plan.metric}/*`,
      title: findMetric(names[0] ?? "")?.title ?? metricTitle(plan.metric),
      meaning: findMetric(names[0] ?? "")?.meaning,
      plot: {
        ...base(shortUnit(names[0] ?? ""), context),
        traces: [
          ...names.map((name, place) => trace(name, `layer ${parseMetric(name).layer}`, place, context)),
          ...referenceTraces(plan, names.length, context),
        ],
      },
    },
  ];
}

/** The lines for comparison. It is a single line when it is the same for all blocks. */
function referenceTraces(
  { reference }: Extract<ChartPlan, { kind: "layers" }>,
  from: number,
  context: Context,
): Trace[] {
  if (!reference) return [];
  const names = namesOf(reference.metric, context);
  const values = names.map((name) => JSON.stringify(context.curves.get(name)?.y));
  return new Set(values).size <= 1
    ? names.slice(0, 1).map((name) => trace(name, reference.label, from, context))
    : names.map((name, place) =>
        trace(name, `layer ${parseMetric(name).layer} ${reference.label}`, from + place, context),
      );
}

function pathPlots(plan: Extract<ChartPlan, { kind: "paths" }>, context: Context): TitledPlot[] {
  const byLayer = new Map<number, string[]>();
  for (const name of namesOf(plan.metric, context)) {
    const layer = parseMetric(name).layer ?? 0;
    byLayer.set(layer, [...(byLayer.get(layer) ?? []), name]);
  }
  return [...byLayer].map(([layer, names], place) => ({
    key: `${plan.metric}/${layer}`,
    title: `${findMetric(names[0] ?? "")?.title ?? plan.metric}, layer ${layer}`,
    // Only the first chart shows the definition.
    meaning: place === 0 ? findMetric(names[0] ?? "")?.meaning : undefined,
    plot: {
      ...base(shortUnit(names[0] ?? ""), context),
      traces: names.map((name, place) => trace(name, pathLabel(name, context), place, context)),
    },
  }));
}

function pathLabel(name: string, { experts }: Context): string {
  const path = parseMetric(name).path ?? 0;
  return path < experts ? `expert ${path}` : `no-op ${path - experts}`;
}

/** The names of a metric for all blocks and paths, in the order of the response. */
const namesOf = (metric: string, { curves }: Context): string[] =>
  [...curves.keys()].filter((name) => name.startsWith(`${metric}/`));

/** The axis label of a small chart. The title names the metric, and the axis has no room to repeat it. */
function shortUnit(name: string): string {
  const unit = findMetric(name)?.unit ?? "1";
  return unit === "1" ? "value" : unit;
}

const base = (yLabel: string, { view }: Context) => ({
  xLabel: X_LABELS[view.x ?? "step"],
  yLabel,
  smoothing: view.smooth ?? 0,
  lines: "Curve",
});

function trace(metric: string, label: string, style: number, { curves }: Context): Trace {
  return { id: metric, label, ...curvePoints(curves.get(metric)), style };
}
