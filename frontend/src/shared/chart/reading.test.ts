import { describe, expect, it } from "vitest";
import { extentOf, withoutOutliers } from "~/shared/chart/extent";
import { drawnLines, type Plot } from "~/shared/chart/model";
import { columns, type Place, pixel, traceLine, valueFrom } from "~/shared/chart/paint";
import { readAt } from "~/shared/chart/reading";
import { chosen, words } from "~/shared/chart/tip";

const ramp = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
const trace = (id: string, y: number[], more: object = {}) => ({
  id,
  label: id,
  style: 0,
  x: ramp(y.length),
  y,
  ...more,
});

describe("reading a run of 100 steps beside one of 1,000", () => {
  const short = { x: ramp(100), y: ramp(100) };

  it("says at 1,000 that it has ended, and no value", () => {
    const reading = readAt(short, 1000);
    expect(reading).toEqual({ ended: 100 });
    expect(reading && words(reading)).toBe("ended at 100");
  });

  it("says its value up to its end and its nearest point between two", () => {
    expect(readAt(short, 100)).toEqual({ x: 100, y: 100 });
    expect(readAt(short, 41.6)).toEqual({ x: 42, y: 42 });
  });

  it("says nothing before its beginning and nothing without points", () => {
    expect(readAt(short, -50)).toBeUndefined();
    expect(readAt({ x: [], y: [] }, 1)).toBeUndefined();
  });

  it("a single point is read at its own x alone", () => {
    expect(readAt({ x: [5], y: [2] }, 5)).toEqual({ x: 5, y: 2 });
    expect(readAt({ x: [5], y: [2] }, 6)).toEqual({ ended: 5 });
  });
});

describe("the values beside the cursor", () => {
  const reads = ramp(50).map((n) => ({
    trace: trace(`r${n}`, [1], { pinned: n === 50 }),
    reading: n === 50 ? { ended: 3 } : { x: 1, y: n },
    distance: n,
  }));

  it("are at most ten: those nearest to it and the pinned ones", () => {
    expect(chosen(reads).map((read) => read.trace.id)).toEqual([
      "r9",
      "r8",
      "r7",
      "r6",
      "r5",
      "r4",
      "r3",
      "r2",
      "r1",
      "r50",
    ]);
  });

  it("of a few lines include those that have ended", () => {
    const few = [...reads.slice(0, 2), { trace: trace("x", [1]), reading: { ended: 3 }, distance: 1e9 }];
    expect(chosen(few)).toHaveLength(3);
  });
});

describe("the vertical range", () => {
  const plot = (calm: boolean, ys: number[][]): Plot => ({
    xLabel: "step",
    yLabel: "loss",
    calm,
    traces: ys.map((y, i) => trace(String(i), y)),
  });
  const range = (of: Plot) => extentOf(of, drawnLines(of, "light"), [], {});
  const good = [
    [3, 2.5, 2, 1.8],
    [3.1, 2.6, 2.1, 1.9],
  ];
  const diverged = [3, 50, 1e6, 1e9];

  it("ignores a diverged run when it is asked to, and says so", () => {
    const { y, outside } = range(plot(true, [...good, diverged]));
    expect(y[1]).toBeLessThan(4);
    expect(outside).toBe(1);
    expect(range(plot(false, [...good, diverged])).y[1]).toBeGreaterThan(1e9);
  });

  it("keeps runs that are alike", () => {
    expect(range(plot(true, good))).toMatchObject({ outside: 0 });
  });

  it("of two runs leaves out the wilder one", () => {
    expect(withoutOutliers([1, 1], [2, 1e6]).kept).toEqual([true, false]);
    expect(withoutOutliers([-1e6, 1], [2, 2]).kept).toEqual([false, true]);
  });

  it("is the one that is asked for", () => {
    const of = plot(true, good);
    expect(extentOf(of, drawnLines(of, "light"), [], { y: [1, 2], x: [0, 9] })).toEqual({
      x: [0, 9],
      y: [1, 2],
      outside: 0,
    });
  });
});

describe("placing values on pixels", () => {
  it.each([true, false])("goes both ways, on a log scale: %s", (log) => {
    const place: Place = { range: [1, 1000], log, from: 50, to: 350 };
    for (const value of [1, 10, 500, 1000])
      expect(valueFrom(place, pixel(place, value))).toBeCloseTo(value, 8);
    expect(pixel(place, 1000)).toBe(350);
  });
});

describe("painting a line of 10,000 points", () => {
  it("fills each column once, without gaps, and keeps the spike", () => {
    const y = ramp(10_000).map((i) => (i === 6789 ? 50 : i % 2));
    const [line] = drawnLines({ xLabel: "", yLabel: "", traces: [trace("a", y)] }, "light");
    if (!line) throw new Error("no line");
    const filled: [number, number, number][] = [];
    columns(
      line,
      { range: [0, 10_000], log: false, from: 0, to: 500 },
      { range: [0, 100], log: false, from: 0, to: 100 },
      (at, low, high) => filled.push([at, low, high]),
    );
    expect(filled.map(([at]) => at)).toEqual(ramp(501).map((i) => i - 1));
    expect(Math.max(...filled.map(([, , high]) => high))).toBe(50.5);
    for (const [i, [, low, high]] of filled.entries()) {
      const before = filled[i - 1];
      if (before) expect(low <= before[2] && high >= before[1]).toBe(true);
    }
  });

  it("takes a few segments for each pixel and keeps its spike", () => {
    const y = ramp(10_000).map((i) => (i === 6789 ? 50 : i % 2));
    const points: [number, number][] = [];
    const path = {
      moveTo: (x: number, at: number) => points.push([x, at]),
      lineTo: (x: number, at: number) => points.push([x, at]),
    };
    const place = (to: number, top: number): Place => ({ range: [0, top], log: false, from: 0, to });
    const [line] = drawnLines({ xLabel: "", yLabel: "", traces: [trace("a", y)] }, "light");
    if (!line) throw new Error("no line");
    traceLine(path as unknown as CanvasPath, line, place(500, 10_000), place(100, 100));
    expect(points.length).toBeLessThan(500 * 2 * 5);
    expect(Math.max(...points.map(([, at]) => at))).toBe(50);
    expect(points.every(([x], i) => i === 0 || x >= (points[i - 1]?.[0] ?? 0))).toBe(true);
  });
});
