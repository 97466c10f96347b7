import { type Bubble, bubbles } from "~/features/studies/isoFlop";
import type { StudyAnalysis } from "~/shared/api/types";
import { Frame } from "~/shared/chart/Frame";
import { INK } from "~/shared/chart/ink";
import { Legend, type LegendEntry, Picture } from "~/shared/chart/Picture";
import { lineStyle } from "~/shared/chart/palette";
import { padded } from "~/shared/chart/scale";
import { si } from "~/shared/format/numbers";

const HEIGHT = 420;
const LARGEST = 26;

/** Every run over the best baseline of its budget. Left and below of the cross is cheaper and better. */
export function BubblesCard({ analysis }: { analysis: StudyAnalysis }) {
  const all = analysis.axis === "FLOPS" ? bubbles(analysis) : [];
  if (all.length === 0) return null;
  const x = padded(Math.min(1, ...all.map((b) => b.flops)), Math.max(1, ...all.map((b) => b.flops)), true);
  const y = padded(Math.min(1, ...all.map((b) => b.loss)), Math.max(1, ...all.map((b) => b.loss)), false);
  const most = Math.max(...all.map((b) => b.point.parameters));
  const radius = (bubble: Bubble) => Math.max(3, LARGEST * Math.sqrt(bubble.point.parameters / most));
  const legend: LegendEntry[] = [
    ...new Map(all.map((b) => [b.variant, { label: b.variant, colour: b.colour }])).values(),
  ];
  return (
    <Picture
      title="Loss and forward FLOPs over the best baseline"
      height={HEIGHT}
      legend={legend}
      note={`The area of a circle stands for the parameters; the largest has ${si(most)}. The shaded quarter is cheaper and better than the best baseline of the same budget.`}
      table={{
        heads: [
          "Experiment",
          "Variant",
          "Budget (FLOPs)",
          "Forward FLOPs / baseline",
          "Loss / baseline",
          "Parameters",
        ],
        rows: all.map((b) => ({
          id: b.point.experiment,
          cells: [b.point.key, b.variant, b.budget, b.flops, b.loss, b.point.parameters],
        })),
      }}
      draw={(width, theme) => (
        <Frame
          x={{ title: "forward FLOPs / best baseline", range: x, log: true }}
          y={{ title: "held-out loss / best baseline", range: y, log: false }}
          width={width}
          height={HEIGHT}
          theme={theme}
        >
          {(at) => (
            <>
              <rect
                x={at.box.left}
                y={at.y(1)}
                width={Math.max(0, at.x(1) - at.box.left)}
                height={Math.max(0, at.box.bottom - at.y(1))}
                fill={INK[theme].faint}
                fillOpacity="0.35"
              />
              <path
                d={`M${at.x(1)} ${at.box.top}V${at.box.bottom}M${at.box.left} ${at.y(1)}H${at.box.right}`}
                stroke={INK[theme].muted}
                strokeDasharray="4 3"
              />
              {[...all]
                .sort((a, b) => radius(b) - radius(a))
                .map((b) => (
                  <circle
                    key={b.point.experiment}
                    cx={at.x(b.flops)}
                    cy={at.y(b.loss)}
                    r={radius(b)}
                    fill={lineStyle(b.colour, theme).color}
                    fillOpacity="0.45"
                    stroke={lineStyle(b.colour, theme).color}
                  >
                    <title>{`${b.point.key}: ${b.loss.toFixed(4)} at ${b.flops.toFixed(3)}`}</title>
                  </circle>
                ))}
            </>
          )}
        </Frame>
      )}
    >
      <Legend entries={legend} />
    </Picture>
  );
}
