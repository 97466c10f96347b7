import { describe, expect, it } from "vitest";
import { bubbles, isoLines, parabola, ranges } from "~/features/studies/isoFlop";
import type { StudyAnalysis, StudyPoint } from "~/shared/api/types";

const number = (value: number) => ({ value, low: null, high: null, n: 3, method: "", reason: null });

const point = (variant: string, size: number, loss: number | null): StudyPoint => ({
  experiment: `${variant} ${size}`,
  key: `${variant} ${size}`,
  variant,
  budget: 1e9,
  learningRate: null,
  seed: 1,
  size,
  parameters: size,
  tokens: 1e9 / size,
  flops: 1e9,
  loss,
});

const analysis: StudyAnalysis = {
  axis: "FLOPS",
  unit: "nats per token",
  baseline: "baseline",
  leftOut: [],
  points: [
    point("baseline", 100, 3.1),
    point("baseline", 200, 3),
    point("baseline", 400, 3.1),
    point("mod", 200, 2.97),
    point("mod", 400, null),
  ],
  isoFlops: [
    {
      variant: "baseline",
      budget: 1e9,
      runs: 3,
      size: number(200),
      loss: number(3),
      curvature: 0.2 / Math.log(2) ** 2,
      surfaceAgrees: null,
      reason: null,
    },
    {
      variant: "mod",
      budget: 1e9,
      runs: 2,
      size: null,
      loss: null,
      curvature: null,
      surfaceAgrees: null,
      reason: "Too few sizes.",
    },
  ],
  sizeFrontiers: [],
  surfaces: [],
  sweeps: [],
  means: [],
  verdicts: [],
  claims: [],
};

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

  it("takes each run over the best baseline of its budget", () => {
    const all = bubbles(analysis);
    expect(all).toHaveLength(4);
    const mod = all.find(({ variant }) => variant === "mod");
    expect(mod?.flops).toBeCloseTo(1);
    expect(mod?.loss).toBeCloseTo(0.99);
  });
});
