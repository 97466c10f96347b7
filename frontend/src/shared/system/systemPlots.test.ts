import { describe, expect, it } from "vitest";
import type { SystemPoint } from "~/shared/api/types";
import { hasGpu, systemPlots } from "~/shared/system/systemPlots";

const nothing = {
  cpu: null,
  memoryBytes: null,
  processCpu: null,
  processMemoryBytes: null,
  gpu: null,
  gpuMemoryBytes: null,
};
const point = (second: number, used: Partial<SystemPoint>): SystemPoint => ({
  ...nothing,
  at: new Date(Date.UTC(2026, 10, 30) + second * 1000).toISOString(),
  ...used,
});

describe("the charts of a system", () => {
  it("have the minutes since the first sample and a line for each value that was measured", () => {
    const plots = systemPlots([
      point(0, { cpu: 0.5, memoryBytes: 2 ** 31 }),
      point(30, { cpu: 0.25, processMemoryBytes: 2 ** 30 }),
    ]);
    expect(plots.map(({ title }) => title)).toEqual(["Processor of the node", "Memory"]);
    expect(plots[0]?.plot.traces[0]).toMatchObject({ x: [0, 0.5], y: [0.5, 0.25] });
    expect(plots[1]?.plot.traces).toMatchObject([
      { label: "node", x: [0], y: [2] },
      { label: "attempt", x: [0.5], y: [1] },
    ]);
    expect(plots[0]?.plot.xLabel).toContain("with pauses");
  });

  it("are none without samples, and say whether there is a GPU", () => {
    expect(systemPlots([])).toEqual([]);
    expect(hasGpu([point(0, { cpu: 1 })])).toBe(false);
    expect(hasGpu([point(0, { gpu: 0 })])).toBe(true);
  });
});
