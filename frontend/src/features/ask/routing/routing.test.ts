import { describe, expect, it } from "vitest";
import {
  differenceAt,
  differing,
  histogram,
  partsIn,
  partsOf,
  runsOf,
  sameTokens,
  stateOf,
  unit,
} from "~/features/ask/routing/cells";
import { cellAt, cellWidth, layoutOf, rowTop } from "~/features/ask/routing/layout";
import { mapTable } from "~/features/ask/routing/MapCard";
import { predictorLines } from "~/features/ask/routing/predictorLines";
import { addressOf, MOST_TEXT, parseRoutingView } from "~/features/ask/routing/routingView";
import type { Curve, MappedBlock } from "~/shared/api/types";
import { neighbour } from "~/shared/chart/GridReader";
import { aBlock, aRoutingMap } from "~/testing/routing";

const dense = aBlock({ layer: 0 });
const mod = aBlock({
  layer: 1,
  routed: true,
  entered: [true, false, true],
  through: [true, false, true],
  weights: [0.9, -0.4, 0.1],
});
const integrated = aBlock({
  through: [true, false, false],
  paths: [[0, 2], [3], []],
  shares: [[0.5, 0.3], [0.6], []],
});

describe("a token in a block", () => {
  it("went through or around, or was left with attention alone", () => {
    expect([0, 1, 2].map((token) => stateOf(mod, token, 0))).toEqual(["through", "around", "through"]);
    expect([0, 1, 2].map((token) => stateOf(integrated, token, 3))).toEqual(["through", "no-op", "left out"]);
    expect(stateOf(dense, 1, 0)).toBe("through");
  });

  it("has a part of its cell for each path that took it", () => {
    expect(partsOf(integrated, 0, 3)).toEqual(["expert 0", "expert 2"]);
    expect(partsOf({ ...integrated, paths: [[0, 3], [3], []] }, 0, 3)).toEqual(["expert 0", "no-op"]);
    expect(partsOf(mod, 1, 0)).toEqual(["around"]);
  });

  it("went around a staged block also where the block has experts", () => {
    const staged: MappedBlock = { ...integrated, routed: true, entered: [true, true, false] };
    expect([0, 1, 2].map((token) => stateOf(staged, token, 4))).toEqual(["through", "left out", "around"]);
  });
});

describe("a map", () => {
  it("has a legend of the parts that it has", () => {
    expect(partsIn(aRoutingMap({ blocks: [dense, mod] }))).toEqual(["through", "around"]);
    expect(partsIn(aRoutingMap({ blocks: [integrated], experts: 3, noOps: 1 }))).toEqual([
      "expert 0",
      "expert 2",
      "no-op",
      "left out",
    ]);
  });

  it("draws equal neighbours as one", () => {
    expect(runsOf(4, (i) => "aabb"[i] ?? "")).toEqual([
      { from: 0, to: 2, value: "a" },
      { from: 2, to: 4, value: "b" },
    ]);
    expect(runsOf(0, () => "a")).toEqual([]);
  });

  it("has a row for each token in its table, with what every block did", () => {
    const { heads, rows } = mapTable(
      aRoutingMap({ blocks: [dense, mod], losses: [0.5, "NaN" as unknown as number, null] }),
    );
    expect(heads).toEqual([
      "Position",
      "Text",
      "Token",
      "Depth",
      "Entropy (nats)",
      "Loss of the next token (nats)",
      "Block 0",
      "Block 1",
      "Router weight 1",
    ]);
    expect(rows[1]?.cells).toEqual([2, "␣", 32, 2, 2, "NaN", "through", "around", -0.4]);
    expect(rows[2]?.cells[5]).toBeUndefined();
  });

  it("names the paths in its table", () => {
    const { heads, rows } = mapTable(aRoutingMap({ blocks: [integrated], experts: 3, noOps: 1 }));
    const at = heads.indexOf("Paths 0");
    expect(rows.map(({ cells }) => cells[at])).toEqual(["expert 0 expert 2", "no-op 0", ""]);
  });
});

describe("two maps", () => {
  const other = aBlock({
    layer: 1,
    routed: true,
    entered: [true, true, false],
    through: [true, true, false],
  });
  it("differ where one took a token and the other did not", () => {
    expect([0, 1, 2].map((token) => differenceAt(mod, other, token))).toEqual(["both", "only B", "only A"]);
    expect(differenceAt(mod, mod, 1)).toBe("neither");
  });

  it("are compared in the blocks that both have", () => {
    const a = aRoutingMap({ blocks: [dense, mod] });
    expect(differing(a, aRoutingMap({ blocks: [dense, other, mod] }))).toEqual({ cells: 2, of: 6 });
    expect(differing(a, aRoutingMap({ blocks: [dense] }))).toEqual({ cells: 0, of: 3 });
  });

  it("have no difference where their tokens differ", () => {
    expect(sameTokens(aRoutingMap(), aRoutingMap())).toBe(true);
    expect(sameTokens(aRoutingMap(), aRoutingMap({ tokens: [1, 2, 3] }))).toBe(false);
    expect(sameTokens(aRoutingMap(), aRoutingMap({ tokens: [97] }))).toBe(false);
  });
});

describe("router weights", () => {
  it("are counted from 0 to 1, those of tokens that went around too", () => {
    expect(unit({ ...mod, sigmoid: true }, 0.25)).toBe(0.25);
    expect(unit(mod, 0)).toBe(0.5);
    const sigmoid = aBlock({ routed: true, sigmoid: true, weights: [0, 0.5, 1] });
    expect(histogram([sigmoid, dense], 2)).toEqual([
      { from: 0, to: 0.5, tokens: 1 },
      { from: 0.5, to: 1, tokens: 2 },
    ]);
  });

  it("that are no numbers are in no bin", () => {
    const broken = aBlock({ routed: true, weights: ["NaN" as unknown as number, 5, -5] });
    expect(histogram([broken], 2).map(({ tokens }) => tokens)).toEqual([1, 1]);
  });
});

describe("the layout", () => {
  it("has block 0 at the bottom, and finds the cell of a place", () => {
    const layout = layoutOf(100, 4);
    const width = layout.least + 100;
    const cell = cellWidth(width, 100);
    const at = (token: number, layer: number) =>
      cellAt(layout, 100, 4, [
        layout.left + (token + 0.5) * cell,
        rowTop(layout, 4, layer) + layout.rowHeight / 2,
        width,
      ]);
    expect(at(0, 0)).toEqual({ column: 0, row: 0 });
    expect(at(99, 3)).toEqual({ column: 99, row: 3 });
    expect(rowTop(layout, 4, 0)).toBeGreaterThan(rowTop(layout, 4, 3));
    expect(cellAt(layout, 100, 4, [layout.left - 1, layout.top + 1, width])).toBeUndefined();
    expect(cellAt(layout, 100, 4, [layout.left + 1, layout.height - 1, width])).toBeUndefined();
  });

  it("has no picture that is too wide to be drawn", () => {
    expect(layoutOf(65_536, 48).least).toBe(16_000);
  });

  it("is read with arrow keys, which stop at its ends", () => {
    const grid = { columns: 3, rows: 2 };
    expect(neighbour(undefined, "ArrowRight", grid)).toEqual({ column: 0, row: 0 });
    expect(neighbour({ column: 0, row: 0 }, "ArrowLeft", grid)).toEqual({ column: 0, row: 0 });
    expect(neighbour({ column: 0, row: 0 }, "ArrowUp", grid)).toEqual({ column: 0, row: 1 });
    expect(neighbour({ column: 1, row: 1 }, "End", grid)).toEqual({ column: 2, row: 1 });
    expect(neighbour({ column: 1, row: 1 }, "Home", grid)).toEqual({ column: 0, row: 1 });
    expect(neighbour({ column: 1, row: 1 }, "a", grid)).toBeUndefined();
    expect(neighbour(undefined, "ArrowUp", { columns: 0, rows: 2 })).toBeUndefined();
  });
});

describe("the predictor over the run", () => {
  const curve = (metric: string, x: number[], y: (number | null)[]) => ({ metric, x, y }) as unknown as Curve;
  it("is the mean over the blocks at each step", () => {
    const plot = predictorLines([
      curve("predictor_accuracy/1", [10, 20], [0.5, 0.75]),
      curve("predictor_accuracy/3", [10, 20], [0.75, null]),
      curve("predictor_recall/1", [20], [1]),
    ]);
    expect(plot.traces.map(({ label, x, y }) => ({ label, x, y }))).toEqual([
      { label: "accuracy", x: [10, 20], y: [0.625, 0.75] },
      { label: "recall", x: [20], y: [1] },
    ]);
  });
});

describe("the address", () => {
  it("has all of the view, and no other checkpoint without another experiment", () => {
    const view = { text: "바다", routing: "causal", checkpoint: "c1", other: "e2", otherCheckpoint: "c2" };
    expect(parseRoutingView(view)).toEqual(view);
    expect(parseRoutingView({ otherCheckpoint: "c2", routing: "top-k" })).toEqual({});
  });

  it("leaves out a text that is too long for it", () => {
    expect(addressOf({ text: "short" }).text).toBe("short");
    expect(addressOf({ text: "a".repeat(MOST_TEXT + 1), checkpoint: "c1" })).toEqual({ checkpoint: "c1" });
    expect(addressOf({ text: "바".repeat(MOST_TEXT / 8) }).text).toBeUndefined();
  });
});
