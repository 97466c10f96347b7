import type { Column } from "~/features/compare/columns";
import type { RunMark } from "~/features/compare/marks";
import { cut, INK } from "~/shared/chart/ink";
import { lineStyle } from "~/shared/chart/palette";
import { shapePath } from "~/shared/chart/shapes";

const MARGIN = { left: 92, right: 22, top: 14, bottom: 52 };

/** Returns where the run of an id is in a picture of this size, or undefined where one of its values is unknown. */
export function pointOf(
  id: string,
  x: Column,
  y: Column,
  width: number,
  height: number,
): [number, number] | undefined {
  const [right, up] = [x.share(x.values.get(id)), y.share(y.values.get(id))];
  if (right === undefined || up === undefined) return undefined;
  return [across(right, width), upward(up, height)];
}

const across = (share: number, width: number) => MARGIN.left + share * (width - MARGIN.left - MARGIN.right);
const upward = (share: number, height: number) =>
  height - MARGIN.bottom - share * (height - MARGIN.top - MARGIN.bottom);

type Props = {
  x: Column;
  y: Column;
  marks: readonly RunMark[];
  theme: "light" | "dark";
  width: number;
  height: number;
};

/** A point for each run, with the colour and the shape of its group. The names of pinned runs are written beside them. */
export function ScatterBody({ x, y, marks, theme, width, height }: Props) {
  const ink = INK[theme];
  const [left, right] = [MARGIN.left, width - MARGIN.right];
  const [top, bottom] = [MARGIN.top, height - MARGIN.bottom];
  const ordered = [...marks].sort((a, b) => Number(a.pinned) - Number(b.pinned));
  const title = ({ title: words, scale }: Column) => `${words}${scale === "log" ? " (log)" : ""}`;
  const every = Math.max(1, Math.ceil((x.marks.length * 64) / (right - left)));
  return (
    <g fontFamily="system-ui, sans-serif" fontSize="12">
      {x.marks.map(({ share, text }, i) => (
        <g key={text}>
          <line x1={across(share, width)} x2={across(share, width)} y1={top} y2={bottom} stroke={ink.grid} />
          {i % every === 0 && (
            <text x={across(share, width)} y={bottom + 17} textAnchor="middle" fill={ink.muted}>
              {cut(text, 16)}
            </text>
          )}
        </g>
      ))}
      {y.marks.map(({ share, text }) => (
        <g key={text}>
          <line
            x1={left}
            x2={right}
            y1={upward(share, height)}
            y2={upward(share, height)}
            stroke={ink.grid}
          />
          <text x={left - 8} y={upward(share, height) + 4} textAnchor="end" fill={ink.muted}>
            {cut(text, 9)}
          </text>
        </g>
      ))}
      <rect x={left} y={top} width={right - left} height={bottom - top} fill="none" stroke={ink.axis} />
      <text x={(left + right) / 2} y={height - 12} textAnchor="middle" fill={ink.text}>
        {title(x)}
      </text>
      <text transform={`translate(16 ${(top + bottom) / 2}) rotate(-90)`} textAnchor="middle" fill={ink.text}>
        {title(y)}
      </text>
      {ordered.map(({ id, label, style, shape, pinned }) => {
        const at = pointOf(id, x, y, width, height);
        if (!at) return null;
        const before = at[0] > (left + right) / 2;
        return (
          <g key={id} transform={`translate(${at[0].toFixed(1)} ${at[1].toFixed(1)})`}>
            <path
              d={shapePath(shape)}
              transform={pinned ? "scale(1.5)" : undefined}
              fill={lineStyle(style, theme).color}
              fillOpacity={pinned ? 1 : 0.85}
              stroke={pinned ? ink.text : ink.paper}
              strokeWidth="0.8"
            />
            {pinned && (
              <text
                x={before ? -11 : 11}
                y="4"
                textAnchor={before ? "end" : "start"}
                fill={ink.text}
                stroke={ink.paper}
                strokeWidth="3.5"
                paintOrder="stroke"
              >
                {cut(label, 32)}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}
