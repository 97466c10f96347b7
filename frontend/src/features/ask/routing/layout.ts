import type { GridCell } from "~/shared/chart/GridReader";

/** Where the cells of a map are: a column for each token and a row for each block, with block 0 at the bottom. */
export type Layout = {
  left: number;
  top: number;
  right: number;
  rowHeight: number;
  height: number;
  least: number;
};

const LEFT = 64;
const RIGHT = 14;
const TOP = 8;
const BELOW = 48;
const LEAST_CELL = 3;
/** Browsers draw wider pictures slowly. */
const MOST_WIDTH = 16_000;
/** The least width of a cell that has room for the text of its token. */
const TEXT_WIDTH = 11;

export function layoutOf(tokens: number, layers: number): Layout {
  const rowHeight = layers <= 8 ? 26 : layers <= 16 ? 18 : layers <= 32 ? 12 : 8;
  return {
    left: LEFT,
    top: TOP,
    right: RIGHT,
    rowHeight,
    height: TOP + layers * rowHeight + BELOW,
    least: Math.min(MOST_WIDTH, Math.max(320, LEFT + RIGHT + LEAST_CELL * tokens)),
  };
}

export const cellWidth = (width: number, tokens: number): number =>
  (width - LEFT - RIGHT) / Math.max(1, tokens);

export const hasText = (width: number, tokens: number): boolean => cellWidth(width, tokens) >= TEXT_WIDTH;

export const rowTop = ({ top, rowHeight }: Layout, layers: number, layer: number): number =>
  top + (layers - 1 - layer) * rowHeight;

export function cellAt(
  layout: Layout,
  tokens: number,
  layers: number,
  [x, y, width]: readonly [number, number, number],
): GridCell | undefined {
  const column = Math.floor((x - layout.left) / cellWidth(width, tokens));
  const row = layers - 1 - Math.floor((y - layout.top) / layout.rowHeight);
  return column >= 0 && column < tokens && row >= 0 && row < layers ? { column, row } : undefined;
}

/** The path of a rectangle. */
export const rectangle = (x: number, y: number, width: number, height: number): string =>
  `M${x.toFixed(2)} ${y.toFixed(2)}h${width.toFixed(2)}v${height.toFixed(2)}h${(-width).toFixed(2)}z`;
