import type { RoutingMap, RoutingOverlap } from "~/shared/api/types";
import { INK } from "~/shared/chart/ink";
import { Picture } from "~/shared/chart/Picture";
import { lineStyle } from "~/shared/chart/palette";
import { percent } from "~/shared/format/numbers";

const LEFT = 74;
const TOP = 10;
const BELOW = 46;
const MOST_CELL = 56;
const LEAST_CELL = 14;
const HEIGHT = 340;
const TEXT_CELL = 34;

/** How far each two routed blocks take the same tokens. */
export function OverlapCard({ map }: { map: RoutingMap }) {
  const layers = map.blocks.filter((block) => block.routed).map(({ layer }) => layer);
  if (layers.length < 2) return null;
  const found = new Map<string, RoutingOverlap>();
  for (const overlap of map.statistics.overlaps) {
    found.set(`${overlap.one} ${overlap.other}`, overlap);
    found.set(`${overlap.other} ${overlap.one}`, overlap);
  }
  const cell = Math.max(LEAST_CELL, Math.min(MOST_CELL, (HEIGHT - TOP - BELOW) / layers.length));
  const side = cell * layers.length;
  const height = TOP + side + BELOW;
  const between = (column: number, row: number) => found.get(`${layers[column]} ${layers[row]}`);
  const shareOf = (column: number, row: number): number | undefined =>
    column === row ? 1 : (between(column, row)?.jaccard.value ?? undefined);
  return (
    <Picture
      title="Overlap between blocks"
      height={height}
      leastWidth={Math.max(320, LEFT + side + 16)}
      legend={[]}
      table={{
        heads: ["Block", "Other block", "Overlap", "Low", "High", "By chance"],
        rows: map.statistics.overlaps.map(({ one, other, jaccard, byChance }) => ({
          id: `${one} ${other}`,
          cells: [
            one,
            other,
            jaccard.value ?? undefined,
            jaccard.low ?? undefined,
            jaccard.high ?? undefined,
            byChance,
          ],
        })),
      }}
      note="The tokens that both blocks take over those that either takes. The darker a cell, the larger its share; the cursor and the arrow keys say what it would be by chance."
      grid={{
        columns: layers.length,
        rows: layers.length,
        cellAt: (x, y) => {
          const column = Math.floor((x - LEFT) / cell);
          const row = layers.length - 1 - Math.floor((y - TOP) / cell);
          const inside = [column, row].every((at) => at >= 0 && at < layers.length);
          return inside ? { column, row } : undefined;
        },
        boxOf: ({ column, row }) => ({
          x: LEFT + column * cell,
          y: TOP + (layers.length - 1 - row) * cell,
          width: cell,
          height: cell,
        }),
        say: ({ column, row }) => {
          const overlap = between(column, row);
          return {
            name: `Blocks ${layers[column]} and ${layers[row]}`,
            rows:
              column === row
                ? [["overlap", "the same block"]]
                : [
                    ["overlap", overlap?.jaccard.reason ?? percent(overlap?.jaccard.value)],
                    ["by chance", percent(overlap?.byChance)],
                  ],
          };
        },
      }}
      draw={(_, theme) => {
        const ink = INK[theme];
        const bottom = TOP + side;
        const every = Math.ceil(16 / cell);
        return (
          <g fontFamily="system-ui, sans-serif" fontSize="12">
            {layers.map((one, column) => (
              <g key={one}>
                {layers.map((other, row) => {
                  const share = shareOf(column, row);
                  const y = TOP + (layers.length - 1 - row) * cell;
                  return (
                    <g key={other}>
                      <rect
                        x={LEFT + column * cell}
                        y={y}
                        width={cell - 1}
                        height={cell - 1}
                        fill={share === undefined ? ink.grid : lineStyle(0, theme).color}
                        fillOpacity={share === undefined ? 1 : 0.06 + 0.94 * share}
                      />
                      {cell >= TEXT_CELL && share !== undefined && (
                        <text
                          x={LEFT + (column + 0.5) * cell}
                          y={y + cell / 2 + 4}
                          textAnchor="middle"
                          fill={share > 0.55 ? ink.paper : ink.text}
                        >
                          {percent(share, 0)}
                        </text>
                      )}
                    </g>
                  );
                })}
                {column % every === 0 && (
                  <>
                    <text
                      x={LEFT + (column + 0.5) * cell}
                      y={bottom + 16}
                      textAnchor="middle"
                      fill={ink.muted}
                    >
                      {one}
                    </text>
                    <text
                      x={LEFT - 8}
                      y={TOP + (layers.length - 0.5 - column) * cell + 4}
                      textAnchor="end"
                      fill={ink.muted}
                    >
                      {one}
                    </text>
                  </>
                )}
              </g>
            ))}
            <text x={LEFT + side / 2} y={height - 10} textAnchor="middle" fill={ink.text}>
              block
            </text>
            <text
              transform={`translate(16 ${TOP + side / 2}) rotate(-90)`}
              textAnchor="middle"
              fill={ink.text}
            >
              block
            </text>
          </g>
        );
      }}
    />
  );
}
