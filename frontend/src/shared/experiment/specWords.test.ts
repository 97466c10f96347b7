import { describe, expect, it } from "vitest";
import type { Spec } from "~/shared/api/types";
import { expertWords, routingWords } from "~/shared/experiment/specWords";
import { anExperiment } from "~/testing/experiments";

const spec = (architecture: Record<string, unknown>): Spec => ({
  ...(anExperiment().spec as Spec),
  architecture: { kind: "mod", ...architecture } as Spec["architecture"],
});

describe("a spec in words", () => {
  it.each([
    [
      { capacity: 0.125, routeEvery: 2, routeOffset: 1 },
      "expert-choice · capacity 0.125 · one block in 2, first 1",
    ],
    [
      { scheme: "stochastic", capacity: { tokens: 32 }, routeEvery: 1, routeOffset: 0 },
      "stochastic · capacity 32 tokens · every block",
    ],
    [
      { scheme: "token-choice", capacity: 0.5, routedLayers: [0, 2] },
      "token-choice · capacity 0.5 · blocks 0, 2",
    ],
    [
      { capacity: [0.5, null, { tokens: 8 }], capacitySchedule: { from: 1, steps: 50 } },
      "expert-choice · capacity 0.5, –, 8 tokens · capacity schedule from 1 over 50 steps",
    ],
    [{ experts: 4 }, undefined],
  ])("says how %o routes", (architecture, words) => {
    expect(routingWords(spec(architecture))).toBe(words);
  });

  it.each([
    [{ experts: 4, capacityFactor: 0.8 }, "4 · expert-choice · capacity factor 0.8"],
    [
      { experts: 4, capacityFactor: 1, noOps: 2, expertScheme: "token-choice", topM: 2 },
      "4 and 2 no-op · token-choice, top 2 · capacity factor 1",
    ],
    [
      {
        experts: 4,
        capacityFactor: 1,
        expertScheme: "token-choice",
        topM: 2,
        expertShares: "renormalised",
      },
      "4 · token-choice, top 2 · renormalised shares · capacity factor 1",
    ],
    [{ capacity: 0.5 }, undefined],
  ])("says what experts %o has", (architecture, words) => {
    expect(expertWords(spec(architecture))).toBe(words);
  });
});
