import { describe, expect, it } from "vitest";
import { detailPlots } from "~/features/detail/detailPlots";
import { parseDetailView } from "~/features/detail/detailView";
import { flopsByModule } from "~/features/detail/flopsByModule";

describe("the detail page", () => {
  it("reads its view from the URL and leaves defaults out", () => {
    expect(parseDetailView({ x: "flops", tab: "log", smooth: "0.5", logY: "true" })).toEqual({
      x: "flops",
      tab: "log",
      smooth: 0.5,
      logY: true,
    });
    expect(
      Object.values(parseDetailView({ x: "step", tab: "spec", smooth: "2" })).every(
        (one) => one === undefined,
      ),
    ).toBe(true);
  });

  it("shows both losses together, and other metrics only when they have points", () => {
    const plots = detailPlots(
      [
        { metric: "train_loss", x: [1], y: [2] },
        { metric: "predictor_accuracy", x: [1], y: [0.9] },
        { metric: "gradient_norm", x: [], y: [] },
      ],
      {},
    );
    expect(plots.map(({ title }) => title)).toEqual(["Loss", "Predictor accuracy"]);
    expect(plots[0]?.plot.traces.map(({ x }) => x.length)).toEqual([1, 0]);
  });

  it("keeps the place of a value that was not a finite number", () => {
    const plots = detailPlots([{ metric: "train_loss", x: [1, 2], y: [2, null] }], {});
    expect(plots[0]?.plot.traces[0]?.y).toEqual([2, Number.NaN]);
  });

  it("sums FLOPs over layers, module by module", () => {
    const term = (layer: number | null, module: string, forward: number) => ({
      layer,
      module,
      operation: "MATRIX_PRODUCT" as const,
      forward,
      backward: 2 * forward,
    });
    const rows = flopsByModule([term(null, "embedding", 10), term(0, "mlp", 20), term(1, "mlp", 20)]);
    expect(rows.map(({ module, layers, forward, backward }) => [module, layers, forward, backward])).toEqual([
      ["embedding", 0, 10, 20],
      ["mlp", 2, 40, 80],
    ]);
    expect(rows[1]?.share).toBeCloseTo(0.8, 12);
  });
});
