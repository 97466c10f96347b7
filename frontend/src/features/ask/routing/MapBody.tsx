import { visible } from "~/features/ask/depth";
import { runsOf } from "~/features/ask/routing/cells";
import { cellWidth, hasText, type Layout, rectangle, rowTop } from "~/features/ask/routing/layout";
import { INK } from "~/shared/chart/ink";
import { ticks } from "~/shared/chart/scale";

type Props<T extends string> = {
  layout: Layout;
  pieces: readonly string[];
  layers: number;
  /** Returns the parts of a cell, from top to bottom. */
  parts: (layer: number, token: number) => readonly T[];
  fill: (part: T) => string;
  width: number;
  theme: "light" | "dark";
};

const SEPARATOR = "|";
const LEAST_LABEL = 11;

/** The cells of a map with its axes. Equal neighbours are drawn as one, and each row has one path for each fill. */
export function MapBody<T extends string>({ layout, pieces, layers, parts, fill, width, theme }: Props<T>) {
  const ink = INK[theme];
  const cell = cellWidth(width, pieces.length);
  const right = width - layout.right;
  const bottom = layout.top + layers * layout.rowHeight;
  const inner = layout.rowHeight - 1;
  const everyLayer = Math.ceil(LEAST_LABEL / layout.rowHeight);
  const texts = hasText(width, pieces.length);
  return (
    <g fontFamily="system-ui, sans-serif" fontSize="12">
      {Array.from({ length: layers }, (_, layer) => {
        const top = rowTop(layout, layers, layer);
        const paths = new Map<string, string>();
        for (const { from, to, value } of runsOf(pieces.length, (token) =>
          parts(layer, token).join(SEPARATOR),
        )) {
          const own = value.split(SEPARATOR);
          own.forEach((part, i) => {
            const box = rectangle(
              layout.left + from * cell,
              top + (i * inner) / own.length,
              (to - from) * cell,
              inner / own.length,
            );
            paths.set(part, (paths.get(part) ?? "") + box);
          });
        }
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a block is identified by its number
          <g key={layer}>
            {[...paths].map(([part, d]) => (
              <path key={part} d={d} fill={fill(part as T)} shapeRendering="crispEdges" />
            ))}
            {layer % everyLayer === 0 && (
              <text x={layout.left - 8} y={top + layout.rowHeight / 2 + 4} textAnchor="end" fill={ink.muted}>
                {layer}
              </text>
            )}
          </g>
        );
      })}
      {texts
        ? pieces.map((piece, token) => (
            <text
              // biome-ignore lint/suspicious/noArrayIndexKey: a token is identified by its position
              key={token}
              x={layout.left + (token + 0.5) * cell}
              y={bottom + 15}
              textAnchor="middle"
              fontFamily="ui-monospace, monospace"
              fontSize="11"
              fill={ink.muted}
            >
              {piece === "" ? "·" : shortened(visible(piece), cell)}
            </text>
          ))
        : ticks(1, Math.max(2, pieces.length), false, Math.max(2, Math.round((right - layout.left) / 110)))
            .filter((position) => Number.isInteger(position) && position <= pieces.length)
            .map((position) => (
              <g key={position}>
                <line
                  x1={layout.left + (position - 0.5) * cell}
                  x2={layout.left + (position - 0.5) * cell}
                  y1={bottom}
                  y2={bottom + 4}
                  stroke={ink.axis}
                />
                <text
                  x={layout.left + (position - 0.5) * cell}
                  y={bottom + 17}
                  textAnchor="middle"
                  fill={ink.muted}
                >
                  {position}
                </text>
              </g>
            ))}
      <text x={(layout.left + right) / 2} y={layout.height - 10} textAnchor="middle" fill={ink.text}>
        position in the text
      </text>
      <text
        transform={`translate(16 ${(layout.top + bottom) / 2}) rotate(-90)`}
        textAnchor="middle"
        fill={ink.text}
      >
        block
      </text>
    </g>
  );
}

/** Cuts a piece to the characters that its cell has room for. */
function shortened(piece: string, cell: number): string {
  const most = Math.max(1, Math.floor(cell / 7));
  const characters = [...piece];
  return characters.length > most ? characters.slice(0, most).join("") : piece;
}
