import { describe, expect, it } from "vitest";
import { curvePoints, valueAt } from "~/shared/chart/curve";
import { bucketNote, drawnBands, drawnLines, type Plot } from "~/shared/chart/model";

const bucketed = {
  metric: "train_loss",
  x: [3, 7, 8],
  y: [2, 3, 9],
  smoothed: [2.5, 2.75, 3],
  points: 8,
  buckets: {
    steps: 4,
    from: [1, 4, 8],
    min: [1, 2, 9],
    max: [50, 4, 9],
    first: [1, 3, 9],
    last: [2, 4, 9],
    notFinite: null,
  },
};

const plotOf = (smoothing: number): Plot => ({
  xLabel: "step",
  yLabel: "loss",
  smoothing,
  traces: [{ id: "a", label: "a", style: 0, ...curvePoints(bucketed) }],
});

describe("a curve of buckets", () => {
  it("is its means, with a band that every spike is in", () => {
    const [line] = drawnLines(plotOf(0), "light");
    expect(line?.y).toEqual([2, 3, 9]);
    expect(drawnBands(plotOf(0), "light")).toEqual([
      expect.objectContaining({ x: [1, 3, 4, 7, 8], low: [1, 1, 2, 2, 9], high: [50, 50, 4, 4, 9] }),
    ]);
  });

  it("says how many steps a mean is of, and what the band is", () => {
    const plot = plotOf(0);
    expect(bucketNote(plot)).toBe("Line: mean of 4 steps, band: min–max");
    expect(
      bucketNote({ ...plot, traces: plot.traces.map((one) => ({ ...one, hidden: true })) }),
    ).toBeUndefined();
    const point = { id: "p", label: "p", style: 1, x: [1], y: [2] };
    expect(bucketNote({ ...plot, traces: [point] })).toBeUndefined();
  });

  it("is smoothed by the server, from all points", () => {
    const [faint, strong] = drawnLines(plotOf(0.9), "light");
    expect(faint?.y).toEqual([2, 3, 9]);
    expect(strong?.x).toEqual([3, 7, 8]);
    expect(strong?.y).toEqual([2.5, 2.75, 3]);
  });

  it("reads the mean under the cursor and the last value at its end", () => {
    const trace = { id: "a", label: "a", style: 0, ...curvePoints({ ...bucketed, x: [3, 7, 11] }) };
    expect(valueAt(trace, 6)).toBe(3);
    expect(valueAt(trace, null)).toBe(9);
  });
});

describe("values that are not finite", () => {
  it("come as strings and leave a gap", () => {
    const { y } = curvePoints({
      metric: "m",
      x: [1, 2, 3],
      y: ["NaN", 2, "-Infinity"],
      smoothed: null,
      points: 3,
      buckets: null,
    });
    expect(y).toEqual([Number.NaN, 2, Number.NEGATIVE_INFINITY]);
  });

  it("a curve that nobody measured has no points", () => {
    expect(curvePoints(undefined)).toEqual({ x: [], y: [] });
  });
});
