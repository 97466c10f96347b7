import { describe, expect, it } from "vitest";
import { filledIn, parseCompareView } from "~/features/compare/compareView";
import { linesOf } from "~/features/compare/lines";
import { comparisonPlot } from "~/features/compare/plots";
import { fieldChoices, fieldsOf } from "~/features/compare/runFields";
import { lineValues } from "~/features/compare/values";
import { t95, withinT } from "~/shared/chart/studentT";
import { halfWidth, summary } from "~/shared/chart/summary";
import { aCurve } from "~/testing/curves";
import { anExperiment } from "~/testing/experiments";

describe("Student's t distribution", () => {
  it.each([
    [1, 12.706204736],
    [2, 4.30265273],
    [3, 3.182446305],
    [4, 2.776445105],
    [9, 2.262157163],
    [30, 2.042272456],
    [199, 1.971956544],
  ])("has the tabulated quantile with %d degrees of freedom", (degrees, t) => {
    expect(t95(degrees)).toBeCloseTo(t, 8);
  });

  it("is a distribution: even, odd, and all of it", () => {
    for (const degrees of [1, 2, 7, 8]) {
      expect(withinT(0, degrees)).toBe(0);
      expect(withinT(1e9, degrees)).toBeCloseTo(1, 6);
    }
  });

  it("gives the interval of a mean of three", () => {
    // The standard deviation of 1, 2, 3 is 1, so the half width is t / sqrt(3).
    expect(halfWidth([1, 2, 3], 2)).toBeCloseTo(4.30265273 / Math.sqrt(3), 7);
    expect(halfWidth([5], 5)).toBe(0);
  });
});

describe("a group of runs", () => {
  const lines = [
    { x: [1, 2, 3, 4], y: [4, 3, 2, 1] },
    { x: [1, 3], y: [6, 4] },
    { x: [], y: [] },
  ];

  it("is the mean where all have a value, and the band from the least to the greatest", () => {
    expect(summary(lines, "minmax")).toEqual({
      mean: { x: [1, 2, 3], y: [5, 4, 3] },
      band: { x: [1, 2, 3], low: [4, 3, 2], high: [6, 5, 4] },
    });
  });

  it("of one run has no band", () => {
    expect(summary(lines.slice(0, 1), "t95").band).toBeUndefined();
  });
});

const seeded = (id: string, seed: number, learningRate: number) => {
  const run = anExperiment({ id, name: id });
  return { ...run, spec: { ...run.spec, seed, training: { ...run.spec.training, learningRate } } };
};
const runs = [seeded("a1", 1, 0.001), seeded("a2", 2, 0.001), seeded("b1", 1, 0.002)];

describe("the lines of a comparison", () => {
  it("are the groups of equal values, with the seeds together", () => {
    const view = filledIn(parseCompareView({ group: "training.learningRate", hide: "b1" }));
    const lines = linesOf(runs, view);
    expect(lines.map(({ label, hidden }) => [label, hidden])).toEqual([
      ["learningRate 0.001 (2 runs)", false],
      ["learningRate 0.002 (1 run)", true],
    ]);
    const curves = runs.map(({ id }, i) => ({ id, curves: [aCurve("val_loss", [1, 2], [i, i])] }));
    const [first, second] = comparisonPlot("val_loss", view, runs, curves).traces;
    expect(first).toMatchObject({ y: [0.5, 0.5], band: { low: [0, 0], high: [1, 1] } });
    expect(second?.band).toBeUndefined();
  });

  it("have the colours of a field, by its size", () => {
    const view = filledIn(parseCompareView({ color: "training.learningRate" }));
    expect(linesOf([...runs].reverse(), view).map(({ style }) => style)).toEqual([1, 0, 0]);
  });

  it("are told apart by the fields in which the runs differ, and no others", () => {
    expect(fieldChoices(runs.map(fieldsOf)).chosen).toEqual(["seed", "training.learningRate"]);
  });
});

describe("the values of a line", () => {
  const lines = linesOf(runs, filledIn(parseCompareView({ base: "a1" })));
  const curves = [
    { id: "a1", curves: [aCurve("val_loss", [1e9, 2e9], [3, 2])] },
    { id: "b1", curves: [aCurve("val_loss", [1e9, 2e9, 4e9], [3, 2.5, "NaN"])] },
  ];
  const values = lineValues("val_loss", lines, curves);

  it("are compared with the baseline at the FLOPs that both have spent", () => {
    expect(values.get("b1")).toMatchObject({ best: 2.5, bestDelta: 0.5, equalFlops: 2e9, equalDelta: 0.5 });
    expect(values.get("b1")?.last).toBeNaN();
  });

  it("are unknown without a curve, and the baseline has no difference to itself", () => {
    expect(values.get("a2")).toEqual({ last: undefined, best: undefined });
    expect(values.get("a1")).toEqual({ last: 2, best: 2 });
  });
});
