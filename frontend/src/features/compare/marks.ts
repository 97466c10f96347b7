import type { Line } from "~/features/compare/lines";
import { sortedValues } from "~/features/compare/runFields";
import { SHAPES } from "~/shared/chart/shapes";

/** A run in a picture of all runs: a line of parallel coordinates, or a point. */
export type RunMark = {
  id: string;
  label: string;
  /** The line of the panel that the run belongs to. */
  line: string;
  /** The place in the palette, which is that of its line in the panel. */
  style: number;
  shape: number;
  pinned: boolean;
};

/** Returns the runs that are shown, with the colours of the panel. Without a field of shapes each colour has its own shape. */
export function runMarks(
  lines: readonly Line[],
  pinned: ReadonlySet<string>,
  shapes?: ReadonlyMap<string, string | number>,
): RunMark[] {
  const order = new Map(sortedValues([...(shapes?.values() ?? [])].map(String)).map((word, i) => [word, i]));
  return lines.flatMap((line) =>
    line.hidden
      ? []
      : line.runs.map((run) => ({
          id: run.id,
          label: run.name,
          line: line.label,
          style: line.style,
          shape: shapes ? (order.get(String(shapes.get(run.id))) ?? order.size) : shapeOfStyle(line.style),
          pinned: pinned.has(run.id),
        })),
  );
}

/** The shapes shift after each round of the eight colours, so that 64 lines have different looks. */
export const shapeOfStyle = (style: number): number =>
  (style + Math.floor(style / SHAPES.length)) % SHAPES.length;
