import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef } from "react";
import { spoken, type Words, writeTip } from "~/shared/chart/writeTip";

export type GridCell = { column: number; row: number };

/** The cells of a picture. Row 0 is the lowest. */
export type Grid = {
  columns: number;
  rows: number;
  /** Returns the cell at a place, in pixels of a picture of this width. */
  cellAt: (x: number, y: number, width: number) => GridCell | undefined;
  boxOf: (cell: GridCell, width: number) => { x: number; y: number; width: number; height: number };
  say: (cell: GridCell) => Pick<Words, "name" | "rows">;
};

type Props = {
  /** Describes the picture for people who cannot see it. */
  label: string;
  grid: Grid;
  width: number;
  height: number;
  children: ReactNode;
};

/**
 * A picture of cells that are read when the cursor or a key is at them: arrow keys move, Home and End go to the ends of a row, and Escape
 * stops reading. Nothing is drawn again by React while the cursor moves.
 */
export function GridReader({ label, grid, width, height, children }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const mark = useRef<SVGRectElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const said = useRef<HTMLParagraphElement>(null);
  const current = useRef<GridCell>(undefined);

  const show = (cell: GridCell | undefined, aloud = false) => {
    current.current = cell;
    if (tip.current) tip.current.hidden = !cell;
    mark.current?.setAttribute("visibility", cell ? "visible" : "hidden");
    if (!cell) {
      if (said.current && aloud) said.current.textContent = "";
      return;
    }
    const box = grid.boxOf(cell, width);
    for (const [name, value] of Object.entries(box)) mark.current?.setAttribute(name, String(value));
    const words: Words = { ...grid.say(cell), at: [box.x + box.width / 2, box.y] };
    if (tip.current) writeTip(tip.current, words, width, height);
    if (aloud && said.current) said.current.textContent = spoken(words);
    if (aloud) intoView(holder.current, box);
  };
  const onMove = (event: PointerEvent) => {
    const box = holder.current?.getBoundingClientRect();
    show(grid.cellAt(event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0), width));
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    if (event.key === "Escape" && current.current) show(undefined, true);
    else {
      const next = neighbour(current.current, event.key, grid);
      if (!next) return;
      show(next, true);
    }
    event.preventDefault();
  };
  // Another text or another width has other cells.
  useEffect(() => {
    const { current: cell } = current;
    if (cell) show(cell.column < grid.columns && cell.row < grid.rows ? cell : undefined);
  });
  return (
    <>
      <div
        ref={holder}
        className="run-picture"
        role="img"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys go through the cells
        tabIndex={0}
        style={{ width, height }}
        onPointerMove={onMove}
        onPointerDown={onMove}
        onPointerLeave={() => show(undefined)}
        onKeyDown={onKey}
        onBlur={() => show(undefined)}
      >
        <svg width={width} height={height} aria-hidden="true" focusable="false">
          {children}
          <rect ref={mark} className="grid-mark" visibility="hidden" />
        </svg>
        <div ref={tip} className="chart-tip" aria-hidden="true" hidden />
      </div>
      <p ref={said} className="visually-hidden" aria-live="polite" />
    </>
  );
}

/** Returns the cell that a key goes to. The first key goes to the first cell of the lowest row. */
export function neighbour(
  from: GridCell | undefined,
  key: string,
  { columns, rows }: Pick<Grid, "columns" | "rows">,
): GridCell | undefined {
  const step: Record<string, readonly [number, number]> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, 1],
    ArrowDown: [0, -1],
    Home: [-columns, 0],
    End: [columns, 0],
  };
  const by = step[key];
  if (!by || columns === 0 || rows === 0) return undefined;
  if (!from) return { column: 0, row: 0 };
  const within = (value: number, most: number) => Math.min(most - 1, Math.max(0, value));
  return { column: within(from.column + by[0], columns), row: within(from.row + by[1], rows) };
}

/** Scrolls the box around a wide picture so far that a cell is seen. */
function intoView(holder: HTMLElement | null, box: { x: number; width: number }): void {
  const outer = holder?.parentElement;
  if (!outer) return;
  if (box.x < outer.scrollLeft) outer.scrollLeft = box.x - 40;
  const right = box.x + box.width - outer.clientWidth;
  if (right > outer.scrollLeft) outer.scrollLeft = right + 40;
}
