import { visible } from "~/features/ask/depth";
import { DIFFERENCES, differenceAt, differenceFill, differing } from "~/features/ask/routing/cells";
import { cellAt, cellWidth, layoutOf, rowTop } from "~/features/ask/routing/layout";
import { MapBody } from "~/features/ask/routing/MapBody";
import type { RoutingMap } from "~/shared/api/types";
import { type LegendEntry, Picture } from "~/shared/chart/Picture";
import type { PictureTable } from "~/shared/chart/PictureCard";
import { counted } from "~/shared/format/counted";
import { compact, percent } from "~/shared/format/numbers";

const WORDS = {
  both: "through in both",
  neither: "in neither",
  "only A": "through in A only",
  "only B": "through in B only",
} as const;

/** Where two maps of the same tokens differ, in the blocks that both models have. */
export function DifferenceCard({ a, b }: { a: RoutingMap; b: RoutingMap }) {
  const { tokens, pieces } = a;
  const layers = Math.min(a.blocks.length, b.blocks.length);
  const layout = layoutOf(tokens.length, layers);
  const at = (layer: number, token: number) => {
    const [one, other] = [a.blocks[layer], b.blocks[layer]];
    return one && other ? differenceAt(one, other, token) : "neither";
  };
  const legend: LegendEntry[] = DIFFERENCES.map((difference) => ({
    label: WORDS[difference],
    colour: 0,
    area: (theme) => differenceFill(difference, theme),
  }));
  const { cells, of } = differing(a, b);
  const weight = (map: RoutingMap, layer: number, token: number) => {
    const value = map.blocks[layer]?.weights?.[token];
    return value === undefined ? undefined : compact(Number(Number(value).toPrecision(4)));
  };
  const table: PictureTable = {
    heads: [
      "Position",
      "Text",
      "Depth in A",
      "Depth in B",
      ...Array.from({ length: layers }, (_, layer) => `Block ${layer}`),
    ],
    rows: tokens.map((_, i) => ({
      id: String(i),
      cells: [
        i + 1,
        visible(pieces[i] ?? ""),
        a.depths[i],
        b.depths[i],
        ...Array.from({ length: layers }, (_, layer) => WORDS[at(layer, i)]),
      ],
    })),
  };
  return (
    <Picture
      title="Difference of the two maps"
      height={layout.height}
      leastWidth={layout.least}
      table={table}
      legend={legend}
      note={[
        `${counted(cells, "cell")} of ${of} ${cells === 1 ? "differs" : "differ"} (${percent(cells / Math.max(1, of))}).`,
        ...(a.blocks.length === b.blocks.length
          ? []
          : [
              `The models have ${a.blocks.length} and ${b.blocks.length} blocks; the first ${layers} are compared.`,
            ]),
      ].join(" ")}
      grid={{
        columns: tokens.length,
        rows: layers,
        cellAt: (x, y, width) => cellAt(layout, tokens.length, layers, [x, y, width]),
        boxOf: ({ column, row }, width) => ({
          x: layout.left + column * cellWidth(width, tokens.length),
          y: rowTop(layout, layers, row),
          width: cellWidth(width, tokens.length),
          height: layout.rowHeight - 1,
        }),
        say: ({ column, row }) => ({
          name: `Token ${column + 1} ${visible(pieces[column] ?? "")}, block ${row}`,
          rows: [
            ["this token", WORDS[at(row, column)]],
            ["router weight in A", weight(a, row, column) ?? "none"],
            ["router weight in B", weight(b, row, column) ?? "none"],
          ],
        }),
      }}
      draw={(width, theme) => (
        <MapBody
          layout={layout}
          pieces={pieces}
          layers={layers}
          parts={(layer, token) => [at(layer, token)]}
          fill={(part) => differenceFill(part, theme)}
          width={width}
          theme={theme}
        />
      )}
    />
  );
}
