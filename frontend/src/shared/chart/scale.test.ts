import { describe, expect, it } from "vitest";
import { padded, tickLabel, ticks } from "~/shared/chart/scale";

describe("axis ranges", () => {
  it("leave a little air on a linear scale", () => {
    const [low, high] = padded(1, 5, false);
    expect(low).toBeCloseTo(0.84, 12);
    expect(high).toBeCloseTo(5.16, 12);
  });

  it("one value alone still has a range", () => {
    const [low, high] = padded(3, 3, false);
    expect(low).toBeLessThan(3);
    expect(high).toBeGreaterThan(3);
    const [logLow, logHigh] = padded(3, 3, true);
    expect(logLow).toBeLessThan(3);
    expect(logHigh).toBeGreaterThan(3);
  });

  it("a log scale never reaches zero", () => {
    expect(padded(0, 100, true)[0]).toBeGreaterThan(0);
    expect(padded(-4, -1, true)[0]).toBeGreaterThan(0);
  });

  it("nothing to show is shown as an empty frame", () => {
    expect(padded(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, false)).toEqual([0, 1]);
  });
});

describe("ticks", () => {
  it("are round on a linear scale", () => {
    expect(ticks(0, 10, false, 5)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(ticks(1.46, 1.62, false, 5)).toEqual([1.5, 1.55, 1.6]);
  });

  it("a log scale over less than a factor of five is marked like a linear one", () => {
    expect(ticks(1.5, 4.2, true, 6)).toEqual([1.5, 2, 2.5, 3, 3.5, 4]);
  });

  it("two decades have 1, 2 and 5, many have powers of ten only", () => {
    expect(ticks(1, 100, true, 6)).toEqual([1, 2, 5, 10, 20, 50, 100]);
    expect(ticks(1e9, 1e14, true, 6)).toEqual([1e9, 1e10, 1e11, 1e12, 1e13, 1e14]);
  });

  it("are round values where there is room for two only", () => {
    expect(ticks(1.397, 200.9, true, 2)).toEqual([10, 100]);
    expect(ticks(3.49e9, 4.91e11, true, 2)).toEqual([1e10, 1e11]);
    expect(ticks(1.2, 9.5, true, 2)).toEqual([2, 5]);
  });

  it("are never without end", () => {
    expect(ticks(5, 5, false)).toEqual([5]);
    expect(ticks(1e-300, 1e300, true).length).toBeLessThan(12);
  });

  it.each([
    [0, "0"],
    [500, "500"],
    [12_000, "12k"],
    [1_500_000, "1.5M"],
    [2e12, "2e12"],
    [1.5e12, "1.5e12"],
    [0.0005, "5e-4"],
    [0.25, "0.25"],
  ])("%d is labelled %s", (value, label) => {
    expect(tickLabel(value)).toBe(label);
  });
});
