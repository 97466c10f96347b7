import type { DetailView } from "~/features/detail/detailView";
import type { Curve } from "~/shared/api/types";
import { type Plot, plotted } from "~/shared/chart/model";
import { metricTitle, metricUnit, X_LABELS } from "~/shared/format/words";

export const METRICS = [
  "train_loss",
  "val_loss",
  "learning_rate",
  "gradient_norm",
  "tokens_per_second",
  "predictor_accuracy",
  "predictor_loss",
  "auxiliary_loss",
];

type TitledPlot = { title: string; plot: Plot };

/** The charts of one experiment: both losses together, then each other metric that has points. */
export function detailPlots(curves: readonly Curve[], view: DetailView): TitledPlot[] {
  const x = view.x ?? "step";
  const trace = (metric: string, style: number) => {
    const curve = curves.find((one) => one.metric === metric);
    return { id: metric, label: metricTitle(metric), x: curve?.x ?? [], y: plotted(curve?.y ?? []), style };
  };
  const losses: Plot = {
    xLabel: X_LABELS[x],
    yLabel: "loss (nats/token)",
    logY: view.logY ?? false,
    smoothing: view.smooth ?? 0,
    traces: [trace("train_loss", 0), trace("val_loss", 1)],
  };
  const others = METRICS.slice(2)
    .filter((metric) => curves.some((curve) => curve.metric === metric && curve.x.length > 0))
    .map((metric) => ({
      title: metricTitle(metric),
      plot: { xLabel: X_LABELS[x], yLabel: metricUnit(metric), traces: [trace(metric, 0)] },
    }));
  return [{ title: "Loss", plot: losses }, ...others];
}
