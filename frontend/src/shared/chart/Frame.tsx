import type { ReactNode } from "react";
import { INK } from "~/shared/chart/ink";
import { type Place, pixel } from "~/shared/chart/paint";
import { type Range, tickLabel, ticks } from "~/shared/chart/scale";

const MARGIN = { left: 72, right: 20, top: 14, bottom: 50 };

export type FrameAxis = { title: string; range: Range; log: boolean };

/** Turns values into places in a frame. */
export type Placing = { x: (value: number) => number; y: (value: number) => number; box: Box };
type Box = { left: number; right: number; top: number; bottom: number };

type Props = {
  x: FrameAxis;
  y: FrameAxis;
  width: number;
  height: number;
  theme: "light" | "dark";
  children: (at: Placing) => ReactNode;
};

/** The axes of a picture, with marks and grid, and what is drawn between them. */
export function Frame({ x, y, width, height, theme, children }: Props) {
  const ink = INK[theme];
  const box = {
    left: MARGIN.left,
    right: width - MARGIN.right,
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
  };
  const across: Place = { range: x.range, log: x.log, from: box.left, to: box.right };
  const upward: Place = { range: y.range, log: y.log, from: box.bottom, to: box.top };
  const at: Placing = { x: (value) => pixel(across, value), y: (value) => pixel(upward, value), box };
  return (
    <g fontFamily="system-ui, sans-serif" fontSize="12">
      {ticks(...x.range, x.log, Math.max(2, Math.round((box.right - box.left) / 110))).map((mark) => (
        <g key={mark}>
          <line x1={at.x(mark)} x2={at.x(mark)} y1={box.top} y2={box.bottom} stroke={ink.grid} />
          <text x={at.x(mark)} y={box.bottom + 17} textAnchor="middle" fill={ink.muted}>
            {tickLabel(mark)}
          </text>
        </g>
      ))}
      {ticks(...y.range, y.log).map((mark) => (
        <g key={mark}>
          <line x1={box.left} x2={box.right} y1={at.y(mark)} y2={at.y(mark)} stroke={ink.grid} />
          <text x={box.left - 8} y={at.y(mark) + 4} textAnchor="end" fill={ink.muted}>
            {tickLabel(mark)}
          </text>
        </g>
      ))}
      {children(at)}
      <rect
        x={box.left}
        y={box.top}
        width={box.right - box.left}
        height={box.bottom - box.top}
        fill="none"
        stroke={ink.axis}
      />
      <text x={(box.left + box.right) / 2} y={height - 12} textAnchor="middle" fill={ink.text}>
        {x.title}
        {x.log && " (log)"}
      </text>
      <text
        transform={`translate(16 ${(box.top + box.bottom) / 2}) rotate(-90)`}
        textAnchor="middle"
        fill={ink.text}
      >
        {y.title}
        {y.log && " (log)"}
      </text>
    </g>
  );
}
