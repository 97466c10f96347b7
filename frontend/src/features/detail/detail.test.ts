import { describe, expect, it } from "vitest";
import { groupShown, groupsOf, metricsOf, metricsShown, planOfAll } from "~/features/detail/chartPlan";
import { detailPlots } from "~/features/detail/detailPlots";
import { parseDetailView } from "~/features/detail/detailView";
import { flopsByModule } from "~/features/detail/flopsByModule";
import { aCurve } from "~/testing/curves";

describe("the detail page", () => {
  it("reads its view from the URL and leaves defaults out", () => {
    expect(
      parseDetailView({ x: "flops", tab: "log", charts: "experts", smooth: "0.5", logY: "true" }),
    ).toEqual({
      x: "flops",
      tab: "log",
      charts: "experts",
      smooth: 0.5,
      logY: true,
    });
    expect(
      Object.values(parseDetailView({ x: "step", tab: "spec", charts: "loss", smooth: "2" })).every(
        (one) => one === undefined,
      ),
    ).toBe(true);
  });

  it("draws every metric of a run of another program, whatever its name", () => {
    expect(groupsOf({ kind: "external" })).toEqual(["loss"]);
    expect(metricsShown("routing", { kind: "external" })).toEqual([]);
    const curves = [aCurve("eval/loss:best", [1, 2], [3, 2]), aCurve("Accuracy", [1], [0.5])];
    const plots = detailPlots("loss", curves, {}, 4, planOfAll(curves.map(({ metric }) => metric)));
    expect(plots.map(({ title }) => title)).toEqual(["eval/loss:best", "Accuracy"]);
  });

  it("shows both losses together, and other metrics only when they have points", () => {
    const plots = detailPlots(
      "loss",
      [
        aCurve("train_loss", [1], [2]),
        aCurve("predictor_accuracy", [1], [0.9]),
        aCurve("gradient_norm", [], []),
      ],
      {},
      4,
    );
    expect(plots.map(({ title }) => title)).toEqual(["Loss", "Predictor accuracy in training"]);
    expect(plots[0]?.plot.traces.map(({ label }) => label)).toEqual(["Training loss"]);
    expect(detailPlots("loss", [], {}, 4).map(({ title }) => title)).toEqual(["Loss"]);
    expect(detailPlots("routing", [], {}, 4)).toEqual([]);
  });

  it("has axes that say the unit: what is drawn stands in the title", () => {
    const curves = ["train_loss", "matmul_share", "tokens_per_second", "gradient_norm"].map((metric) =>
      aCurve(metric, [1], [0.5]),
    );
    const axes = (["loss", "speed", "gradients"] as const).flatMap((group) =>
      detailPlots(group, curves, {}, 4).map(({ title, plot }) => [title, plot.xLabel, plot.yLabel]),
    );
    expect(axes).toContainEqual(["Loss", "step", "loss (nats/token)"]);
    expect(axes).toContainEqual(["Speed", "step", "tokens/s"]);
    expect(axes).toContainEqual(["Share of the matrix product rate", "step", "share"]);
    expect(axes).toContainEqual(["Gradient norm", "step", "value"]);
  });

  it("keeps the place of a value that was not a finite number", () => {
    const plots = detailPlots("loss", [aCurve("train_loss", [1, 2], [2, "NaN"])], {}, 4);
    expect(plots[0]?.plot.traces[0]?.y).toEqual([2, Number.NaN]);
  });

  it("draws a line for each layer, and what they compare with once where it is the same for all", () => {
    const plots = detailPlots(
      "routing",
      [
        aCurve("predictor_accuracy/1", [1], [0.9]),
        aCurve("predictor_accuracy/10", [1], [0.95]),
        aCurve("predictor_base_rate/1", [1], [0.875]),
        aCurve("predictor_base_rate/10", [1], [0.875]),
        aCurve("selection_overlap/10", [1], [0.5]),
        aCurve("selection_overlap_chance/10", [1], [0.125]),
        aCurve("selection_kept/1", [1], [0.5]),
        aCurve("selection_kept/2", [1], [0.5]),
        aCurve("selection_kept_chance/1", [1], [0.1]),
        aCurve("selection_kept_chance/2", [1], [0.2]),
      ],
      {},
      4,
    );
    expect(plots.map(({ plot }) => plot.traces.map(({ label }) => label))).toEqual([
      ["layer 10", "by chance"],
      ["layer 1", "layer 2", "layer 1 by chance", "layer 2 by chance"],
      ["layer 1", "layer 10", "base rate"],
    ]);
    expect(plots[2]?.title).toBe("Predictor accuracy");
    expect(plots[2]?.meaning).toContain("held-out tokens");
  });

  it("draws a chart of expert loads for each layer, no-ops by their own numbers", () => {
    const plots = detailPlots(
      "experts",
      ["expert_load/0/0", "expert_load/0/1", "expert_load/0/2", "expert_load/3/0"].map((metric) =>
        aCurve(metric, [1], [0.5]),
      ),
      {},
      2,
    );
    expect(plots.map(({ title }) => title)).toEqual(["Expert load, layer 0", "Expert load, layer 3"]);
    expect(plots[0]?.plot.traces.map(({ label }) => label)).toEqual(["expert 0", "expert 1", "no-op 0"]);
  });

  it("offers the charts that a kind has, and asks for every layer with a star", () => {
    expect(groupsOf({ kind: "baseline" })).toEqual(["loss", "speed", "gradients"]);
    expect(groupsOf({ kind: "staged-mode" })).toEqual(["loss", "speed", "routing", "experts", "gradients"]);
    expect(groupShown("experts", { kind: "mod" })).toBe("loss");
    expect(groupShown("routing", { kind: "mod" })).toBe("routing");
    expect(metricsOf("experts")).toContain("expert_load/*");
    expect(metricsOf("routing")).toContain("predictor_base_rate/*");
    expect(metricsOf("loss")).not.toContain("router_mean/*");
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
