import { describe, expect, it } from "vitest";
import { CATALOGUE, findMetric, metricTitle, metricUnit, parseMetric } from "~/shared/metrics/catalogue";

describe("the catalogue of metrics", () => {
  it("takes names apart", () => {
    expect(parseMetric("train_loss")).toEqual({ word: "train_loss", layer: undefined, path: undefined });
    expect(parseMetric("expert_load/3/0")).toEqual({ word: "expert_load", layer: 3, path: 0 });
  });

  it("tells a metric of the run from that of a block with the same word", () => {
    expect(findMetric("gradient_norm")?.scope).toBe("run");
    expect(findMetric("gradient_norm/3")?.scope).toBe("layer");
    expect(findMetric("expert_load/3")).toBeUndefined();
    expect(findMetric("a/b/c/d")).toBeUndefined();
  });

  it("names metrics for people, also those it does not know", () => {
    expect(metricTitle("train_loss")).toBe("Training loss");
    expect(metricTitle("router_entropy/3")).toBe("Router entropy, layer 3");
    expect(metricTitle("my_own/2/1")).toBe("my own, layer 2, path 1");
    expect(metricUnit("router_entropy/3")).toBe("router entropy (bits)");
    expect(metricUnit("expert_load/0/1")).toBe("expert load");
    expect(metricUnit("my_own")).toBe("my own");
  });

  it("explains each one", () => {
    for (const { word, title, meaning } of CATALOGUE) {
      expect(title, word).not.toBe("");
      expect(meaning.endsWith("."), word).toBe(true);
    }
  });
});
