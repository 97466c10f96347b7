import { type IsoLine, isoLines, parabola, ranges } from "~/features/studies/isoFlop";
import type { StudyAnalysis } from "~/shared/api/types";
import { Frame } from "~/shared/chart/Frame";
import { INK } from "~/shared/chart/ink";
import { Picture } from "~/shared/chart/Picture";
import type { PictureTable } from "~/shared/chart/PictureCard";
import { lineStyle } from "~/shared/chart/palette";
import { shapePath } from "~/shared/chart/shapes";

const HEIGHT = 420;

/** Loss over size, for each variant at each budget, with the parabola through the runs. The band is better than the best baseline. */
export function IsoFlopCard({ analysis }: { analysis: StudyAnalysis }) {
  const lines = isoLines(analysis).filter(({ points }) => points.some(({ loss }) => loss != null));
  if (lines.length === 0) return null;
  const title = "Loss over size at equal training FLOPs";
  const axis = analysis.axis === "FLOPS" ? "forward FLOPs a token" : "parameters";
  const { x, y } = ranges(lines);
  const bands = analysis.isoFlops.filter((each) => each.variant === analysis.baseline && each.loss);
  const table: PictureTable = {
    heads: [
      "Experiment",
      "Variant",
      "Budget (FLOPs)",
      axis,
      "Parameters",
      "Tokens",
      "Seed",
      "Loss (nats per token)",
    ],
    rows: lines.flatMap((line) =>
      line.points.map((point) => ({
        id: point.experiment,
        cells: [
          point.key,
          point.variant,
          line.budget,
          point.size,
          point.parameters,
          point.tokens,
          point.seed,
          point.loss ?? undefined,
        ],
      })),
    ),
  };
  return (
    <Picture
      title={title}
      height={() => HEIGHT}
      table={table}
      legend={lines}
      note="The grey band is better than the best size of the baseline at the largest budget. A hollow diamond is the vertex of a parabola."
      draw={(width, theme) => (
        <Frame
          x={{ title: axis, range: x, log: true }}
          y={{ title: "held-out loss (nats per token)", range: y, log: false }}
          width={width}
          height={HEIGHT}
          theme={theme}
        >
          {(at) => (
            <>
              {bands.slice(-1).map((band) => {
                const from = Math.max(at.box.top, at.y(band.loss?.value ?? 0));
                return (
                  <rect
                    key={band.budget}
                    x={at.box.left}
                    y={from}
                    width={at.box.right - at.box.left}
                    height={Math.max(0, at.box.bottom - from)}
                    fill={INK[theme].faint}
                    fillOpacity="0.35"
                  />
                );
              })}
              {lines.map((line) => (
                <LinePicture key={line.label} line={line} theme={theme} x={at.x} y={at.y} />
              ))}
            </>
          )}
        </Frame>
      )}
    />
  );
}

type LineProps = {
  line: IsoLine;
  theme: "light" | "dark";
  x: (value: number) => number;
  y: (value: number) => number;
};

function LinePicture({ line, theme, x, y }: LineProps) {
  const { color } = lineStyle(line.colour, theme);
  const path = parabola(line)
    .map(([size, loss], i) => `${i === 0 ? "M" : "L"}${x(size).toFixed(1)} ${y(loss).toFixed(1)}`)
    .join("");
  return (
    <g stroke={color} fill={color}>
      {path && <path d={path} fill="none" strokeWidth="2" strokeDasharray={line.dash || undefined} />}
      {line.points.map(
        (point) =>
          point.loss != null && (
            <path
              key={point.experiment}
              d={shapePath(line.shape)}
              transform={`translate(${x(point.size).toFixed(1)} ${y(point.loss).toFixed(1)})`}
              fillOpacity="0.75"
            >
              <title>{`${point.key}: ${point.loss.toFixed(4)}`}</title>
            </path>
          ),
      )}
      {line.best?.size && line.best.loss && (
        <path
          d="M0 -7L7 0L0 7L-7 0Z"
          transform={`translate(${x(line.best.size.value)} ${y(line.best.loss.value)})`}
          fill={INK[theme].paper}
          strokeWidth="2"
        >
          <title>{`Best size of ${line.label}`}</title>
        </path>
      )}
    </g>
  );
}
