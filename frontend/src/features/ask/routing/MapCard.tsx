import { useMemo } from "react";
import { visible } from "~/features/ask/depth";
import { fillOf, partsIn, partsOf, partWords, STATE_WORDS, stateOf } from "~/features/ask/routing/cells";
import { cellAt, cellWidth, layoutOf, rowTop } from "~/features/ask/routing/layout";
import { MapBody } from "~/features/ask/routing/MapBody";
import type { MappedBlock, RoutingMap } from "~/shared/api/types";
import type { Grid } from "~/shared/chart/GridReader";
import { type LegendEntry, Picture } from "~/shared/chart/Picture";
import type { Cell, PictureTable } from "~/shared/chart/PictureCard";
import { compact, percent } from "~/shared/format/numbers";

type Props = { title: string; map: RoutingMap };

/** Which token goes through which block. */
export function MapCard({ title, map }: Props) {
  const { tokens, pieces, blocks, experts } = map;
  const layers = blocks.length;
  const layout = useMemo(() => layoutOf(tokens.length, layers), [tokens.length, layers]);
  const legend: LegendEntry[] = useMemo(
    () =>
      partsIn(map).map((part) => ({
        label: partWords(part),
        colour: 0,
        area: (theme) => fillOf(part, theme),
      })),
    [map],
  );
  const table = useMemo(() => mapTable(map), [map]);
  const grid: Grid = {
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
      rows: wordsOf(blocks[row], column, map),
    }),
  };
  return (
    <Picture
      title={title}
      height={layout.height}
      leastWidth={layout.least}
      table={table}
      legend={legend}
      grid={grid}
      note={noteOf(map, experts)}
      draw={(width, theme) => (
        <MapBody
          layout={layout}
          pieces={pieces}
          layers={layers}
          parts={(layer, token) => {
            const block = blocks[layer];
            return block ? partsOf(block, token, experts) : [];
          }}
          fill={(part) => fillOf(part, theme)}
          width={width}
          theme={theme}
        />
      )}
    />
  );
}

function noteOf({ blocks, depths }: RoutingMap, experts: number): string {
  const mean = depths.reduce((sum, depth) => sum + depth, 0) / Math.max(1, depths.length);
  const routed = blocks.filter((block) => block.routed);
  const through = routed.reduce((sum, block) => sum + block.through.filter(Boolean).length, 0);
  const cells = routed.length * depths.length;
  return [
    `A token goes through ${compact(Number(mean.toPrecision(3)))} of ${blocks.length} blocks on average.`,
    ...(cells > 0 ? [`The routed blocks take ${percent(through / cells)} of the tokens.`] : []),
    ...(experts > 0 ? ["A cell in two colours was taken by two experts."] : []),
    "The cursor and the arrow keys read a cell, with its router weight.",
  ].join(" ");
}

/** What is said of one token in one block. */
export function wordsOf(
  block: MappedBlock | undefined,
  token: number,
  { experts, depths, losses }: RoutingMap,
): [string, string][] {
  if (!block) return [];
  const number = (value: unknown) => compact(Number(Number(value).toPrecision(4)));
  const paths = block.paths?.[token] ?? [];
  const loss = losses[token];
  return [
    ["this token", STATE_WORDS[stateOf(block, token, experts)]],
    ...(block.weights ? ([["router weight", number(block.weights[token])]] as [string, string][]) : []),
    ...(block.probabilities
      ? ([["predictor's probability", number(block.probabilities[token])]] as [string, string][])
      : []),
    ...paths.map((path, i): [string, string] => [
      path < experts ? `expert ${path}, share` : `no-op ${path - experts}, share`,
      number(block.shares?.[token]?.[i]),
    ]),
    ["depth of the token", String(depths[token] ?? 0)],
    ...(loss === null || loss === undefined ? [] : ([["loss, nats", number(loss)]] as [string, string][])),
  ];
}

/** A row for each token: what is known of it, and what each block did with it. */
export function mapTable({
  tokens,
  pieces,
  depths,
  entropies,
  losses,
  blocks,
  experts,
}: RoutingMap): PictureTable {
  return {
    heads: [
      "Position",
      "Text",
      "Token",
      "Depth",
      "Entropy (nats)",
      "Loss of the next token (nats)",
      ...blocks.flatMap(({ layer, weights, probabilities, paths }) => [
        `Block ${layer}`,
        ...(weights ? [`Router weight ${layer}`] : []),
        ...(probabilities ? [`Predictor's probability ${layer}`] : []),
        ...(paths ? [`Paths ${layer}`] : []),
      ]),
    ],
    rows: tokens.map((token, i) => ({
      id: String(i),
      cells: [
        i + 1,
        visible(pieces[i] ?? ""),
        token,
        depths[i],
        finite(entropies[i]),
        finite(losses[i]),
        ...blocks.flatMap((block): Cell[] => [
          stateOf(block, i, experts),
          ...(block.weights ? [finite(block.weights[i])] : []),
          ...(block.probabilities ? [finite(block.probabilities[i])] : []),
          ...(block.paths ? [pathWords(block.paths[i] ?? [], experts)] : []),
        ]),
      ],
    })),
  };
}

const pathWords = (paths: readonly number[], experts: number): string =>
  paths.map((path) => (path < experts ? `expert ${path}` : `no-op ${path - experts}`)).join(" ");

/** A number that is not finite arrives as text, and stays text. */
const finite = (value: unknown): Cell =>
  typeof value === "number" ? value : value === null || value === undefined ? undefined : String(value);
