import { describe, expect, it } from "vitest";
import { bubbles, hasOptima, isoLines, parabola, ranges } from "~/features/studies/isoFlop";
import { anAnalysis } from "~/testing/studies";

const analysis = anAnalysis();

describe("the isoFLOP picture", () => {
  it("draws the parabola through its vertex and over the measured sizes only", () => {
    const [line] = isoLines(analysis);
    const curve = line ? parabola(line) : [];
    expect(curve[0]?.[0]).toBeCloseTo(100);
    expect(curve.at(-1)?.[0]).toBeCloseTo(400);
    expect(curve[24]?.[1]).toBeCloseTo(3);
    expect(curve[0]?.[1]).toBeCloseTo(3.1);
  });

  it("has no parabola where there is no optimum, and ranges without diverged runs", () => {
    const lines = isoLines(analysis);
    expect(lines[1] && parabola(lines[1])).toEqual([]);
    expect(ranges(lines).y[1]).toBeLessThan(3.2);
  });

  it("takes the best measured baseline where the runs have no optimum", () => {
    const without = anAnalysis({
      isoFlops: analysis.isoFlops.map((each) => ({ ...each, size: null, loss: null })),
      points: analysis.points.map((point) =>
        point.key === "baseline 200" ? { ...point, loss: 2.9 } : point,
      ),
    });
    expect(hasOptima(analysis)).toBe(true);
    expect(hasOptima(without)).toBe(false);
    expect(bubbles(without).find(({ variant }) => variant === "mod")?.loss).toBeCloseTo(2.97 / 2.9);
  });

  it("takes each run over the best baseline of its budget", () => {
    const all = bubbles(analysis);
    expect(all).toHaveLength(4);
    const mod = all.find(({ variant }) => variant === "mod");
    expect(mod?.size).toBeCloseTo(1);
    expect(mod?.loss).toBeCloseTo(0.99);
  });
});
