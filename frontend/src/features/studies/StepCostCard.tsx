import { looksOf } from "~/features/studies/looks";
import { estimateWords } from "~/features/studies/numberWords";
import type { StudyAnalysis, StudyBestSetting } from "~/shared/api/types";
import { cut, INK } from "~/shared/chart/ink";
import { Picture } from "~/shared/chart/Picture";
import { lineStyle } from "~/shared/chart/palette";
import { compact, scientific, UNKNOWN } from "~/shared/format/numbers";

const BAR = 20;
const ROW = 48;
const HEAD = 34;
/** Two panels stand beside each other where each of them has room for its bars. */
const BESIDE = 700;
const ROOM_FOR_NUMBER = 132;

type Panel = {
  title: string;
  value: (best: StudyBestSetting) => number | undefined;
  words: (best: StudyBestSetting) => string;
};

const PANELS: readonly Panel[] = [
  {
    title: "FLOPs a training step",
    value: (best) => best.flopsPerStep,
    words: (best) => scientific(best.flopsPerStep),
  },
  {
    title: "steps a second",
    value: (best) => best.stepsPerSecond?.value,
    words: ({ stepsPerSecond }) =>
      stepsPerSecond ? compact(Number(stepsPerSecond.value.toPrecision(3))) : UNKNOWN,
  },
];

/** What a step costs each variant at its best setting, in FLOPs and by the clock. */
export function StepCostCard({ analysis }: { analysis: StudyAnalysis }) {
  const { best } = analysis;
  if (best.length === 0) return null;
  const look = looksOf(analysis);
  const tall = HEAD + ROW * best.length + 10;
  const hardware = [...new Set(best.map((each) => each.hardware))];
  return (
    <Picture
      title="Cost of a step"
      height={(width) => (width < BESIDE ? 2 * tall : tall)}
      legend={[]}
      note={`Each variant at its best measured setting. The line at the end of a bar is the 95 % interval of the mean over its runs. Hardware: ${hardware.join("; ")}.`}
      table={{
        heads: ["Variant", "Setting", "FLOPs a step", "Steps a second", "Interval", "Hardware"],
        rows: best.map((each) => ({
          id: `${each.variant} ${each.budget}`,
          cells: [
            look(each.variant, each.budget).label,
            each.point,
            each.flopsPerStep,
            each.stepsPerSecond?.value,
            each.stepsPerSecond ? estimateWords(each.stepsPerSecond) : (each.reason ?? undefined),
            each.hardware,
          ],
        })),
      }}
      draw={(width, theme) => {
        const beside = width >= BESIDE;
        const wide = beside ? width / 2 : width;
        return PANELS.map((panel, i) => (
          <g key={panel.title} transform={`translate(${beside ? i * wide : 0} ${beside ? 0 : i * tall})`}>
            <Bars panel={panel} analysis={analysis} width={wide} theme={theme} />
          </g>
        ));
      }}
    />
  );
}

type BarsProps = { panel: Panel; analysis: StudyAnalysis; width: number; theme: "light" | "dark" };

function Bars({ panel, analysis, width, theme }: BarsProps) {
  const ink = INK[theme];
  const look = looksOf(analysis);
  const most = Math.max(
    ...analysis.best.map((best) => Math.max(panel.value(best) ?? 0, high(panel, best) ?? 0)),
  );
  const scale = most > 0 ? (width - 24 - ROOM_FOR_NUMBER) / most : 0;
  return (
    <g fontFamily="system-ui, sans-serif" fontSize="12">
      <text x="12" y="20" fill={ink.text} fontWeight="600">
        {panel.title}
      </text>
      {analysis.best.map((best, i) => {
        const { label, colour } = look(best.variant, best.budget);
        const value = panel.value(best);
        const end = high(panel, best);
        const top = HEAD + ROW * i;
        const right = 12 + scale * (value ?? 0);
        return (
          <g key={label}>
            <text x="12" y={top + 12} fill={ink.muted}>
              {cut(best.point ? `${label}: ${settingOf(best)}` : label, Math.floor((width - 24) / 6.6))}
            </text>
            <rect
              x="12"
              y={top + 18}
              width={Math.max(0, right - 12)}
              height={BAR}
              fill={lineStyle(colour, theme).color}
              fillOpacity="0.75"
            >
              <title>{`${label}, ${best.point}: ${panel.words(best)} ${panel.title}`}</title>
            </rect>
            {value !== undefined && end !== undefined && (
              <path
                d={`M${12 + scale * Math.max(0, 2 * value - end)} ${top + 18 + BAR / 2}H${12 + scale * end}`}
                stroke={ink.text}
                strokeWidth="1.5"
              />
            )}
            <text x={Math.max(right, 12 + scale * (end ?? 0)) + 8} y={top + 18 + BAR / 2 + 4} fill={ink.text}>
              {panel.words(best)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** The part of a setting in words that the label does not say. */
const settingOf = ({ point }: StudyBestSetting) => point.replace(/^[^,]* FLOPs, /, "");

/** The upper end of the interval of steps a second. Intervals of means are as long on both sides. */
const high = (panel: Panel, best: StudyBestSetting): number | undefined =>
  panel === PANELS[1] ? (best.stepsPerSecond?.high ?? undefined) : undefined;
