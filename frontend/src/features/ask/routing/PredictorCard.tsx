import { useQuery } from "@tanstack/react-query";
import { Interval } from "~/features/ask/routing/Interval";
import { PREDICTOR_METRICS, predictorLines } from "~/features/ask/routing/predictorLines";
import { curvesQuery } from "~/shared/api/experiments";
import type { RoutingFigure, RoutingMap, RoutingPredictor } from "~/shared/api/types";
import { ChartCard } from "~/shared/chart/ChartCard";
import { INK } from "~/shared/chart/ink";
import { Legend, type LegendEntry, Picture } from "~/shared/chart/Picture";
import { lineStyle } from "~/shared/chart/palette";
import { ticks } from "~/shared/chart/scale";
import { percent } from "~/shared/format/numbers";

const HEIGHT = 300;
const BOX = { left: 72, right: 20, top: 14, bottom: 30 };

const MEASURES = [
  ["accuracy", "accuracy"],
  ["baseRate", "base rate"],
  ["precision", "precision"],
  ["recall", "recall"],
] as const satisfies readonly (readonly [keyof RoutingPredictor, string])[];

const LEGEND: readonly LegendEntry[] = MEASURES.map(([, label], colour) => ({ label, colour }));

const nameOf = ({ layer }: RoutingPredictor) => (layer == null ? "all" : `block ${layer}`);

/** How well the top-k choice of each block is predicted in this text. */
export function PredictorCard({ map }: { map: RoutingMap }) {
  const { predictors, noPredictors } = map.statistics;
  if (predictors.length === 0) {
    return map.blocks.some((block) => block.routed) ? (
      <section className="card" aria-label="Predictor in this text">
        <h2>Predictor in this text</h2>
        <p className="muted">{noPredictors}</p>
      </section>
    ) : null;
  }
  return (
    <Picture
      title="Predictor in this text"
      height={HEIGHT}
      legend={LEGEND}
      table={{
        heads: [
          "Block",
          ...MEASURES.flatMap(([, label]) => [label, `${label}, low`, `${label}, high`]),
          "Taken and predicted",
          "Predicted only",
          "Taken only",
          "Neither",
        ],
        rows: predictors.map((one) => ({
          id: nameOf(one),
          cells: [
            nameOf(one),
            ...MEASURES.flatMap(([measure]) => {
              const { value, low, high } = one[measure];
              return [value ?? undefined, low ?? undefined, high ?? undefined];
            }),
            one.truePositives,
            one.falsePositives,
            one.falseNegatives,
            one.trueNegatives,
          ],
        })),
      }}
      note="The base rate is the accuracy of always giving the more frequent answer. Bars are 95 % intervals for independent tokens."
      draw={(width, theme) => {
        const right = width - BOX.right;
        const bottom = HEIGHT - BOX.bottom;
        const y = (share: number) => bottom - share * (bottom - BOX.top);
        const each = (right - BOX.left) / predictors.length;
        const every = Math.max(1, Math.ceil(58 / each));
        const ink = INK[theme];
        return (
          <g fontFamily="system-ui, sans-serif" fontSize="12">
            {ticks(0, 1, false, 5).map((share) => (
              <g key={share}>
                <line x1={BOX.left} x2={right} y1={y(share)} y2={y(share)} stroke={ink.grid} />
                <text x={BOX.left - 8} y={y(share) + 4} textAnchor="end" fill={ink.muted}>
                  {percent(share, 0)}
                </text>
              </g>
            ))}
            <rect
              x={BOX.left}
              y={BOX.top}
              width={right - BOX.left}
              height={bottom - BOX.top}
              fill="none"
              stroke={ink.axis}
            />
            {predictors.map((one, i) => {
              const middle = BOX.left + (i + 0.5) * each;
              const gap = Math.min(18, each / (MEASURES.length + 1));
              return (
                <g key={nameOf(one)}>
                  {MEASURES.map(([measure, label], m) => (
                    <Share
                      key={measure}
                      figure={one[measure]}
                      x={middle + (m - (MEASURES.length - 1) / 2) * gap}
                      y={y}
                      color={lineStyle(m, theme).color}
                      label={`${label}, ${nameOf(one)}`}
                    />
                  ))}
                  {(i % every === 0 || i === predictors.length - 1) && (
                    <text x={middle} y={bottom + 17} textAnchor="middle" fill={ink.muted}>
                      {nameOf(one)}
                    </text>
                  )}
                </g>
              );
            })}
          </g>
        );
      }}
    />
  );
}

function Share({
  figure: { value, low, high },
  x,
  y,
  color,
  label,
}: {
  figure: RoutingFigure;
  x: number;
  y: (share: number) => number;
  color: string;
  label: string;
}) {
  if (value == null) return null;
  return (
    <Interval
      x={x}
      y={y(value)}
      low={low == null ? undefined : y(low)}
      high={high == null ? undefined : y(high)}
      color={color}
      title={`${label}: ${percent(value)}`}
    />
  );
}

/** The predictor over the steps of the run, on held-out text, as in figure 6 of the paper. */
export function PredictorCurvesCard({ id }: { id: string }) {
  const curves = useQuery(curvesQuery(id, PREDICTOR_METRICS, "step"));
  const plot = predictorLines(curves.data ?? []);
  if (plot.traces.length === 0) return null;
  return (
    <ChartCard title="Predictor over the run" plot={plot} height={HEIGHT}>
      <Legend entries={plot.traces.map(({ label, style }) => ({ label, colour: style }))} />
      <p className="hint">Means over the routed blocks, on held-out text, at each evaluation.</p>
    </ChartCard>
  );
}
