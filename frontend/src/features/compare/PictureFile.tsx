import type { ReactNode } from "react";
import type { RunMark } from "~/features/compare/marks";
import { cut, INK } from "~/shared/chart/ink";
import { lineStyle } from "~/shared/chart/palette";
import { shapePath } from "~/shared/chart/shapes";

export const FILE_WIDTH = 960;
const HEAD = 44;
const ROW = 20;
const MOST_ROWS = 40;

type Entry = { key: string; label: string; style?: number; shape?: number };
type Props = { title: string; height: number; legend: readonly Entry[]; children: ReactNode };

/** A picture for papers: on white, with its title and its legend. */
export function PictureFile({ title, height, legend, children }: Props) {
  const ink = INK.light;
  const shown = legend.slice(0, MOST_ROWS);
  const rest = legend.length - shown.length;
  const begin = HEAD + height + 16;
  const whole = begin + ROW * (shown.length + (rest > 0 ? 1 : 0)) + 8;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={FILE_WIDTH}
      height={whole}
      viewBox={`0 0 ${FILE_WIDTH} ${whole}`}
      fontFamily="system-ui, sans-serif"
      fontSize="12"
      fill={ink.text}
      role="img"
      aria-label={title}
    >
      <rect width="100%" height="100%" fill={ink.paper} />
      <text x="20" y="28" fontSize="16" fontWeight="600">
        {title}
      </text>
      <g transform={`translate(0 ${HEAD})`}>{children}</g>
      {shown.map(({ key, label, style, shape }, i) => {
        const y = begin + ROW * i;
        const { color, dash } =
          style === undefined ? { color: ink.muted, dash: [] } : lineStyle(style, "light");
        return (
          <g key={key} transform={`translate(28 ${y})`}>
            {shape === undefined ? (
              <line x2="34" stroke={color} strokeWidth="2" strokeDasharray={dash.join(" ") || undefined} />
            ) : (
              <path d={shapePath(shape)} transform="translate(17 0)" fill={color} />
            )}
            <text x="46" y="4">
              {cut(label, 120)}
            </text>
          </g>
        );
      })}
      {rest > 0 && (
        <text x="74" y={begin + ROW * shown.length + 4} fill={ink.muted}>
          and {rest} more
        </text>
      )}
    </svg>
  );
}

/** The legend of the lines that runs belong to. With points, each entry has their shape. */
export function legendOf(marks: readonly RunMark[], points: boolean): Entry[] {
  const entries = new Map(
    marks.map(({ line, style, shape }) => [
      line,
      { key: line, label: line, style, shape: points ? shape : undefined },
    ]),
  );
  return [...entries.values()];
}
