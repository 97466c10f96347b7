import { describe, expect, it } from "vitest";
import { routesCausally, silence } from "~/features/ask/refusals";
import { anExperiment } from "~/testing/experiments";
import { aWorker } from "~/testing/workers";

const checkpoint = { id: "c1" };
const model = (architecture: Record<string, unknown>) => {
  const { spec } = anExperiment();
  return anExperiment({ spec: { ...spec, architecture: architecture as typeof spec.architecture } });
};
const routed = (architecture: Record<string, unknown>) =>
  model({ kind: "mod", capacity: 0.125, ...architecture });

describe("no question is answered", () => {
  it("while there is no checkpoint, and after the end without one", () => {
    expect(silence(anExperiment({ state: "RUNNING" }), [], [aWorker()])).toBe("no checkpoint yet");
    expect(silence(anExperiment({ state: "PAUSED" }), [], [aWorker()])).toBe("no checkpoint yet");
    expect(silence(anExperiment({ state: "FAILED" }), [], [aWorker()])).toBe("no checkpoint");
  });

  it("while every worker node is away", () => {
    expect(silence(anExperiment(), [checkpoint], [])).toBe("no node");
    expect(silence(anExperiment(), [checkpoint], [aWorker({ state: "offline" })])).toBe("no node");
  });

  it("unless one is there, or it is not known which are there", () => {
    expect(silence(anExperiment(), [checkpoint], [aWorker({ state: "offline" }), aWorker()])).toBeUndefined();
    expect(silence(anExperiment(), [checkpoint], undefined)).toBeUndefined();
  });
});

describe("a model is sampled", () => {
  it("unless its blocks choose their tokens and nothing was trained for choosing one at a time", () => {
    expect(routesCausally(routed({ causal: "none" }))).toBe(false);
    expect(routesCausally(routed({}))).toBe(false);
    expect(routesCausally(routed({ kind: "staged-mode", scheme: "expert-choice" }))).toBe(false);
    expect(routesCausally(routed({ causal: "predictor" }))).toBe(true);
    expect(routesCausally(routed({ causal: "auxiliary" }))).toBe(true);
  });

  it("whatever its routing is where no block chooses tokens", () => {
    expect(routesCausally(routed({ scheme: "token-choice" }))).toBe(true);
    expect(routesCausally(routed({ scheme: "stochastic" }))).toBe(true);
    expect(routesCausally(model({ kind: "baseline" }))).toBe(true);
    expect(routesCausally(model({ kind: "moe", experts: 4 }))).toBe(true);
    expect(routesCausally(model({ kind: "integrated-mode", experts: 4 }))).toBe(true);
  });
});
