import { type Bubble, bubbles, hasOptima } from "~/features/studies/isoFlop";
import { PAPER_NOTE, type PaperSeries, paperPoints } from "~/features/studies/paperPoints";
import type { StudyAnalysis } from "~/shared/api/types";
import { Frame } from "~/shared/chart/Frame";
import { useInFile } from "~/shared/chart/inFile";
import { INK } from "~/shared/chart/ink";
import { type LegendEntry, Picture } from "~/shared/chart/Picture";
import { lineStyle } from "~/shared/chart/palette";
import { padded, type Range } from "~/shared/chart/scale";
import { shapePath } from "~/shared/chart/shapes";
import { si } from "~/shared/format/numbers";

const HEIGHT = 420;
const LARGEST = 26;

type Props = {
  analysis: StudyAnalysis;
  /** Whether the paper's points are shown, and how that is changed. */
  paper: boolean;
  onPaper?: (shown: boolean) => void;
};

/** Every run over the best baseline of its budget. Left and below of the cross is cheaper and better. */
export function BubblesCard({ analysis, paper, onPaper }: Props) {
  const inFile = useInFile();
  const all = bubbles(analysis);
  if (all.length === 0) return null;
  const reference = paper ? paperPoints(analysis.axis) : [];
  const flops = analysis.axis === "FLOPS";
  const what = flops ? "forward FLOPs" : "parameters";
  const xs = [1, ...all.map((b) => b.size), ...reference.flatMap(({ points }) => points.map(([x]) => x))];
  const ys = [1, ...all.map((b) => b.loss), ...reference.flatMap(({ points }) => points.map(([, y]) => y))];
  const x = roomy(padded(Math.min(...xs), Math.max(...xs), true), true);
  const y = roomy(padded(Math.min(...ys), Math.max(...ys), false), false);
  const most = Math.max(...all.map((b) => b.point.parameters));
  const radius = (bubble: Bubble) => Math.max(3, LARGEST * Math.sqrt(bubble.point.parameters / most));
  const legend: LegendEntry[] = [
    ...new Map(all.map((b) => [b.variant, { label: b.variant, colour: b.colour, shape: 0 }])).values(),
    ...reference.map(({ label, shape }) => ({ label, shape })),
  ];
  const title = flops
    ? "Loss and forward FLOPs over the best baseline"
    : "Loss and parameters over the best baseline";
  return (
    <Picture
      title={title}
      height={() => HEIGHT}
      legend={legend}
      controls={
        onPaper &&
        !inFile && (
          <label className="check-label">
            <input type="checkbox" checked={paper} onChange={(event) => onPaper(event.target.checked)} />
            Paper's points
          </label>
        )
      }
      note={`The area of a circle stands for the parameters; the largest has ${si(most)}. The shaded quarter is ${flops ? "cheaper" : "smaller"} and better than the best baseline of the same budget.${hasOptima(analysis) ? "" : " Where the baseline has no optimum between its sizes, its best measured size stands for it."}${paper ? ` ${PAPER_NOTE}` : ""}`}
      table={{
        heads: [
          "Experiment",
          "Variant",
          "Budget (FLOPs)",
          `${flops ? "Forward FLOPs" : "Parameters"} / baseline`,
          "Loss / baseline",
          "Parameters",
        ],
        rows: [
          ...all.map((b) => ({
            id: b.point.experiment,
            cells: [b.point.key, b.variant, b.budget, b.size, b.loss, b.point.parameters],
          })),
          ...reference.flatMap(({ label, points }) =>
            points.map(([size, loss], i) => ({
              id: `${label} ${i}`,
              cells: [label, "arXiv 2404.02258", undefined, size, loss, undefined],
            })),
          ),
        ],
      }}
      draw={(width, theme) => (
        <Frame
          x={{ title: `${what} / best baseline`, range: x, log: true }}
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
                    cx={at.x(b.size)}
                    cy={at.y(b.loss)}
                    r={radius(b)}
                    fill={lineStyle(b.colour, theme).color}
                    fillOpacity="0.45"
                    stroke={lineStyle(b.colour, theme).color}
                  >
                    <title>{`${b.point.key}: ${b.loss.toFixed(4)} at ${b.size.toFixed(3)}`}</title>
                  </circle>
                ))}
              {reference.map((series) => (
                <Reference key={series.label} series={series} theme={theme} x={at.x} y={at.y} />
              ))}
            </>
          )}
        </Frame>
      )}
    />
  );
}

/** Makes room for the circles at the edges, which are larger than points. */
function roomy([low, high]: Range, log: boolean): Range {
  if (log) {
    const factor = (high / low) ** 0.08;
    return [low / factor, high * factor];
  }
  const air = 0.07 * (high - low);
  return [low - air, high + air];
}

type ReferenceProps = {
  series: PaperSeries;
  theme: "light" | "dark";
  x: (value: number) => number;
  y: (value: number) => number;
};

function Reference({ series: { label, shape, points }, theme, x, y }: ReferenceProps) {
  return points.map(([size, loss]) => (
    <path
      key={`${size} ${loss}`}
      d={shapePath(shape)}
      transform={`translate(${x(size).toFixed(1)} ${y(loss).toFixed(1)})`}
      fill={INK[theme].paper}
      fillOpacity="0.6"
      stroke={INK[theme].text}
      strokeWidth="1.5"
    >
      <title>{`${label}: ${loss.toFixed(4)} at ${size.toFixed(3)}`}</title>
    </path>
  ));
}
