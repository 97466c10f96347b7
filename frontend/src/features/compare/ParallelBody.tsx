import type { Choice, Choices } from "~/features/compare/axes";
import type { Column } from "~/features/compare/columns";
import type { RunMark } from "~/features/compare/marks";
import { cut, INK } from "~/shared/chart/ink";
import { lineStyle } from "~/shared/chart/palette";

const MARGIN = { left: 96, right: 62, top: 44, bottom: 40 };
const LEAST_GAP = 104;

export const parallelWidth = (axes: number): number =>
  MARGIN.left + MARGIN.right + LEAST_GAP * Math.max(1, axes - 1);

/** The places of parallel axes in a picture. */
export type Places = {
  top: number;
  bottom: number;
  x: (axis: number) => number;
  /** The height of a share of an axis. What has no value is below the axis. */
  y: (share: number | undefined) => number;
  share: (y: number) => number;
};

export function placesOf(axes: number, width: number, height: number): Places {
  const { left, right, top } = MARGIN;
  const bottom = height - MARGIN.bottom;
  return {
    top,
    bottom,
    x: (axis) => (axes === 1 ? width / 2 : left + (axis * (width - left - right)) / (axes - 1)),
    y: (share) => (share === undefined ? bottom + 20 : bottom - share * (bottom - top)),
    share: (y) => Math.max(0, Math.min(1, (bottom - y) / (bottom - top))),
  };
}

/** Returns the heights of a run on all axes. */
export const heightsOf = (id: string, columns: readonly Column[], { y }: Places): number[] =>
  columns.map(({ share, values }) => y(share(values.get(id))));

/** Returns the line of a run through all axes. */
export const pathOf = (id: string, columns: readonly Column[], places: Places): string =>
  heightsOf(id, columns, places)
    .map((y, axis) => `${axis === 0 ? "M" : "L"}${places.x(axis).toFixed(1)} ${y.toFixed(1)}`)
    .join("");

/** Returns the part of an axis that a choice covers, from its upper to its lower end. */
export function spanOf(choice: Choice, column: Column, { y, top, bottom }: Places): [number, number] {
  const inside = (at: number) => Math.max(top, Math.min(bottom, at));
  if (!("words" in choice)) {
    return [inside(y(column.share(choice.high) ?? 1)), inside(y(column.share(choice.low) ?? 0))];
  }
  const half = (bottom - top) / (2 * Math.max(1, column.words.length));
  const at = choice.words.map((word) => column.share(word)).filter((share) => share !== undefined);
  if (at.length === 0) return [top, top];
  return [inside(y(Math.max(...at)) - half), inside(y(Math.min(...at)) + half)];
}

type Props = {
  columns: readonly Column[];
  marks: readonly RunMark[];
  inside: ReadonlySet<string>;
  choices: Choices;
  theme: "light" | "dark";
  width: number;
  height: number;
};

/** Parallel coordinates: an axis for each field, and a line for each run. Runs outside of a choice are grey and behind the others. */
export function ParallelBody({ columns, marks, inside, choices, theme, width, height }: Props) {
  const ink = INK[theme];
  const places = placesOf(columns.length, width, height);
  const within = marks.filter(({ id }) => inside.has(id));
  const outside = marks.filter(({ id }) => !inside.has(id));
  const opacity = within.length > 60 ? 0.6 : 0.85;
  const ordered = [...within].sort((a, b) => Number(a.pinned) - Number(b.pinned));
  return (
    <g fontFamily="system-ui, sans-serif" fontSize="12">
      <g fill="none" stroke={ink.faint} strokeOpacity="0.55">
        {outside.map(({ id }) => (
          <path key={id} d={pathOf(id, columns, places)} />
        ))}
      </g>
      <g fill="none" strokeLinejoin="round">
        {ordered.map(({ id, style, pinned }) => {
          const { color, dash } = lineStyle(style, theme);
          return (
            <path
              key={id}
              d={pathOf(id, columns, places)}
              stroke={color}
              strokeWidth={pinned ? 3.2 : 1.5}
              strokeOpacity={pinned ? 1 : opacity}
              strokeDasharray={dash.join(" ") || undefined}
            />
          );
        })}
      </g>
      {columns.map((column, axis) => {
        const x = places.x(axis);
        const choice = choices.get(column.field);
        const [high, low] = choice ? spanOf(choice, column, places) : [0, 0];
        const unknown = marks.some(({ id }) => column.share(column.values.get(id)) === undefined);
        const halo = { stroke: ink.paper, strokeWidth: 3.5, paintOrder: "stroke" } as const;
        return (
          <g key={column.field}>
            <line x1={x} x2={x} y1={places.top} y2={places.bottom} stroke={ink.axis} strokeWidth="1.5" />
            {choice && (
              <rect
                x={x - 7}
                y={high}
                width="14"
                height={Math.max(3, low - high)}
                fill={ink.muted}
                fillOpacity="0.35"
                stroke={ink.muted}
              />
            )}
            {column.marks.map(({ share, text }) => (
              <g key={text}>
                <line x1={x - 4} x2={x} y1={places.y(share)} y2={places.y(share)} stroke={ink.axis} />
                <text
                  x={x - 9}
                  y={places.y(share) + 4}
                  textAnchor="end"
                  fill={ink.muted}
                  fontSize="11"
                  {...halo}
                >
                  {cut(text, 14)}
                </text>
              </g>
            ))}
            {unknown && (
              <text
                x={x - 9}
                y={places.y(undefined) + 4}
                textAnchor="end"
                fill={ink.muted}
                fontSize="11"
                {...halo}
              >
                no value
              </text>
            )}
            <text
              x={x}
              y={16 + (axis % 2) * 14}
              textAnchor="middle"
              fill={ink.text}
              fontWeight="600"
              {...halo}
            >
              <title>{column.title}</title>
              {cut(column.shortTitle, 24)}
              {column.scale === "log" ? " (log)" : ""}
            </text>
          </g>
        );
      })}
    </g>
  );
}
