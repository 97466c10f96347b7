import type { Curve } from "~/shared/api/types";
import type { Plot } from "~/shared/chart/model";

const MEASURES = [
  ["predictor_accuracy", "accuracy"],
  ["predictor_base_rate", "base rate"],
  ["predictor_precision", "precision"],
  ["predictor_recall", "recall"],
] as const;

export const PREDICTOR_METRICS = MEASURES.map(([metric]) => `${metric}/*`);

/** The mean over the blocks of each measure at each step. A step at which a block has no value is the mean of the others. */
export function predictorLines(curves: readonly Curve[]): Plot {
  return {
    xLabel: "step",
    yLabel: "share",
    lines: "Measure",
    traces: MEASURES.flatMap(([metric, label], style) => {
      const sums = new Map<number, { sum: number; blocks: number }>();
      for (const curve of curves.filter(({ metric: name }) => name.startsWith(`${metric}/`))) {
        curve.x.forEach((x, i) => {
          const y = curve.y[i];
          if (typeof y !== "number") return;
          const before = sums.get(Number(x)) ?? { sum: 0, blocks: 0 };
          sums.set(Number(x), { sum: before.sum + y, blocks: before.blocks + 1 });
        });
      }
      const steps = [...sums].sort(([one], [other]) => one - other);
      return steps.length === 0
        ? []
        : [
            {
              id: metric,
              label,
              style,
              x: steps.map(([x]) => x),
              y: steps.map(([, { sum, blocks }]) => sum / blocks),
            },
          ];
    }),
  };
}
