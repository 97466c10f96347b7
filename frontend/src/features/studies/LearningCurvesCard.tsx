import { Link } from "@tanstack/react-router";
import { useState } from "react";
import {
  type CurveLine,
  type CurveMetric,
  curveLines,
  curveRanges,
  curveRuns,
} from "~/features/studies/learningCurves";
import type { ExperimentCurves, StudyAnalysis } from "~/shared/api/types";
import { Frame } from "~/shared/chart/Frame";
import { useInFile } from "~/shared/chart/inFile";
import { Picture } from "~/shared/chart/Picture";
import { lineStyle } from "~/shared/chart/palette";
import { thin } from "~/shared/chart/points";
import { X_LABELS } from "~/shared/format/words";
import { Segmented } from "~/shared/ui/Segmented";

const HEIGHT = 360;
const MOST_ROWS = 60;

type Axis = "flops" | "seconds";

type Props = {
  analysis: StudyAnalysis;
  x: Axis;
  curves: readonly ExperimentCurves[];
  /** The standard deviation in steps of the Gaussian that the training loss is smoothed by. */
  smoothing: number;
  /** Whether there is a way to the comparison of these runs. */
  linked?: boolean;
};

/** The loss of each variant at its best setting over FLOPs or time: the mean over its seeds, in a band from the least to the greatest. */
export function LearningCurvesCard({ analysis, x: axis, curves, smoothing, linked }: Props) {
  const inFile = useInFile();
  const [metric, setMetric] = useState<CurveMetric>("train_loss");
  const lines = curveLines(analysis, curves, metric);
  const any = curves.some(({ curves: of }) => of.some(({ x }) => x.length > 0));
  if (!any || (inFile && lines.length === 0)) return null;
  const { x, y } = lines.length > 0 ? curveRanges(lines) : { x: [1, 10] as const, y: [0, 1] as const };
  const words = metric === "train_loss" ? "training loss" : "held-out loss";
  const title = `Learning curves over ${axis === "flops" ? "training FLOPs" : "time in training"}`;
  return (
    <Picture
      title={title}
      height={() => HEIGHT}
      legend={lines.map(({ label, colour, dash }) => ({ label, colour, dash }))}
      note={noteOf(metric, smoothing, axis, analysis)}
      controls={
        !inFile && (
          <div className="row">
            <Segmented
              label="Loss"
              options={[
                ["train_loss", "Training loss"],
                ["val_loss", "Held-out loss"],
              ]}
              value={metric}
              onChange={setMetric}
            />
            {linked && (
              <Link
                to="/compare"
                search={{ ids: curveRuns(analysis).join(","), x: axis }}
                className="button small"
              >
                Compare these runs
              </Link>
            )}
          </div>
        )
      }
      table={{
        heads: ["Variant", X_LABELS[axis], `${words} (nats per token)`, "Runs"],
        rows: lines.flatMap(({ label, mean, runs }) => {
          const few = thin(mean, MOST_ROWS);
          return few.x.map((at, i) => ({ id: `${label} ${at}`, cells: [label, at, few.y[i], runs] }));
        }),
      }}
      draw={(width, theme) => (
        <Frame
          x={{ title: X_LABELS[axis], range: [x[0], x[1]], log: true }}
          y={{ title: `${words} (nats per token)`, range: [y[0], y[1]], log: false }}
          width={width}
          height={HEIGHT}
          theme={theme}
        >
          {(at) =>
            lines.map((line) => (
              <CurvePicture key={line.label} line={line} from={x[0]} theme={theme} x={at.x} y={at.y} />
            ))
          }
        </Frame>
      )}
    />
  );
}

function noteOf(metric: CurveMetric, smoothing: number, axis: Axis, { best }: StudyAnalysis): string {
  const smooth =
    metric === "train_loss"
      ? `The training loss is smoothed by a Gaussian of ${smoothing === 1 ? "1 step" : `${smoothing} steps`}.`
      : "The held-out loss is as it was measured.";
  const hardware = [...new Set(best.map((each) => each.hardware))].join("; ");
  const time = axis === "seconds" ? ` Times are without pauses, on: ${hardware}.` : "";
  return `Each line is a variant at its best measured setting: the mean over its seeds, in a band from the least to the greatest. ${smooth} The first hundredth of the axis is left out.${time}`;
}

type CurveProps = {
  line: CurveLine;
  from: number;
  theme: "light" | "dark";
  x: (value: number) => number;
  y: (value: number) => number;
};

function CurvePicture({ line: { mean, band, colour, dash }, from, theme, x, y }: CurveProps) {
  const { color } = lineStyle(colour, theme);
  const shown = mean.x.flatMap((at, i) => (at >= from ? [i] : []));
  const place = (i: number, values: readonly number[]) =>
    `${x(mean.x[i] as number).toFixed(1)} ${y(values[i] as number).toFixed(1)}`;
  const path = (indices: readonly number[], values: readonly number[]) =>
    indices.map((i) => place(i, values)).join("L");
  return (
    <g>
      {band && shown.length > 0 && (
        <path
          d={`M${path(shown, band.high)}L${path([...shown].reverse(), band.low)}Z`}
          fill={color}
          fillOpacity="0.18"
        />
      )}
      <path
        d={shown.length > 0 ? `M${path(shown, mean.y)}` : undefined}
        fill="none"
        stroke={color}
        strokeWidth="2"
        strokeLinejoin="round"
        strokeDasharray={dash || undefined}
      />
      {shown.length === 1 && (
        <circle
          cx={x(mean.x[shown[0] as number] as number)}
          cy={y(mean.y[shown[0] as number] as number)}
          r="4"
          fill={color}
        />
      )}
    </g>
  );
}
