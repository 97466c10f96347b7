import type { Line } from "~/features/compare/lines";
import { sortedValues } from "~/features/compare/runFields";

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

/** The number of shapes is prime to the number of colours, so that 56 lines have different looks. */
export const shapeOfStyle = (style: number): number => style % SHAPES.length;

/** Outlines of points around 0, 0, each of about the same area. */
export const SHAPES = [
  "M-4.2 0A4.2 4.2 0 1 0 4.2 0A4.2 4.2 0 1 0 -4.2 0Z",
  "M-3.8 -3.8H3.8V3.8H-3.8Z",
  "M0 -5.2L5 3.8H-5Z",
  "M0 -5.4L5.4 0L0 5.4L-5.4 0Z",
  "M0 5.2L5 -3.8H-5Z",
  "M-1.6 -5H1.6V-1.6H5V1.6H1.6V5H-1.6V1.6H-5V-1.6H-1.6Z",
  "M0 -5.4L5.1 -1.7L3.2 4.4H-3.2L-5.1 -1.7Z",
  "M-4.6 -2.4L-2.4 -4.6L0 -2.2L2.4 -4.6L4.6 -2.4L2.2 0L4.6 2.4L2.4 4.6L0 2.2L-2.4 4.6L-4.6 2.4L-2.2 0Z",
] as const;

export const shapePath = (shape: number): string => SHAPES[shape % SHAPES.length] ?? SHAPES[0];
