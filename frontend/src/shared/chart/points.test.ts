import { describe, expect, it } from "vitest";
import { nearest, thin } from "~/shared/chart/points";

const ramp = (n: number) => Array.from({ length: n }, (_, i) => i);

describe("thinning a curve", () => {
  it("leaves a short one alone", () => {
    expect(thin({ x: [1, 2], y: [3, 4] }, 10)).toEqual({ x: [1, 2], y: [3, 4] });
  });

  it("keeps a single spike in ten thousand points, and both ends", () => {
    const y = ramp(10_000).map(() => 1);
    y[6789] = 50;
    y[1234] = -3;
    const thinned = thin({ x: ramp(10_000), y }, 200);
    expect(thinned.x.length).toBeLessThanOrEqual(200);
    expect(thinned.y).toContain(50);
    expect(thinned.y).toContain(-3);
    expect(thinned.x[0]).toBe(0);
    expect(thinned.x.at(-1)).toBe(9999);
  });

  it("keeps x ascending and each once", () => {
    const { x } = thin({ x: ramp(5000), y: ramp(5000).map((i) => Math.sin(i)) }, 301);
    expect([...new Set(x)].sort((a, b) => a - b)).toEqual(x);
  });
});

describe("finding the point under the cursor", () => {
  it.each([
    [-5, 0],
    [14, 0],
    [16, 1],
    [1000, 3],
  ])("at %d it is point %d", (at, index) => {
    expect(nearest([10, 20, 30, 40], at)).toBe(index);
  });

  it("there is none on an empty curve", () => {
    expect(nearest([], 3)).toBe(-1);
  });
});
