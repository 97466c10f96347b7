import { describe, expect, it } from "vitest";
import { depthCounts, drawnTokens, shade, visible } from "~/features/ask/depth";
import {
  besideRequests,
  FIRST_LOGITS,
  FIRST_SAMPLE,
  logitsRequest,
  samplesRequest,
  unescaped,
} from "~/features/ask/draft";
import { routedWeights } from "~/features/ask/routed";

const sample = { text: "ab", tokens: [97, 98], pieces: ["a", "b"], depths: [4, 2], ended: "length" as const };

describe("a question", () => {
  it("leaves out what was left empty, for the server to choose", () => {
    expect(samplesRequest({ ...FIRST_SAMPLE, prompt: "Once", topP: " ", seed: "" })).toEqual({
      prompt: "Once",
      tokens: 100,
      temperature: 0.8,
      count: 1,
    });
  });

  it("sends what is no number as it is, for the server to refuse", () => {
    expect(samplesRequest({ ...FIRST_SAMPLE, tokens: "many" }).tokens).toBe("many");
  });

  it("takes several stop texts, with line ends written as \\n", () => {
    expect(samplesRequest({ ...FIRST_SAMPLE, stop: "\\n\\n|END" }).stop).toEqual(["\n\n", "END"]);
    expect(unescaped("a\\\\n\\t")).toBe("a\\n\t");
  });

  it("of two models draws one seed for both", () => {
    const draft = { ...FIRST_SAMPLE, prompt: "a", checkpoint: "c1", other: "e2", otherCheckpoint: "c2" };
    const [one, other] = besideRequests(draft, () => 0.5);
    expect([one.seed, other.seed]).toEqual([2 ** 30, 2 ** 30]);
    expect([one.checkpoint, other.checkpoint]).toEqual(["c1", "c2"]);
    expect(besideRequests({ ...draft, seed: "7" }).map(({ seed }) => seed)).toEqual([7, 7]);
  });

  it("for logits does without the whole matrix", () => {
    expect(logitsRequest({ ...FIRST_LOGITS, text: "a", checkpoint: "c1" })).toEqual({
      text: "a",
      routing: "top-k",
      whole: false,
      checkpoint: "c1",
    });
  });
});

describe("depths", () => {
  it("belong to tokens by their place", () => {
    expect(drawnTokens(sample)).toEqual([
      { position: 0, token: 97, piece: "a", depth: 4 },
      { position: 1, token: 98, piece: "b", depth: 2 },
    ]);
  });

  it("are counted over all samples, the shallowest first", () => {
    expect(depthCounts([sample, { ...sample, depths: [4, 4] }])).toEqual([
      { depth: 2, tokens: 1 },
      { depth: 4, tokens: 3 },
    ]);
  });

  it("are shaded by the model's blocks, not by the deepest token", () => {
    expect([0, 1, 2, 4, 9].map((depth) => shade(depth, 4))).toEqual([0, 0.25, 0.5, 1, 1]);
    expect(shade(0, 0)).toBe(1);
  });

  it("stand beside pieces that can be seen", () => {
    expect([" ", "\n", "a b", ""].map(visible)).toEqual(["␣", "⏎", "a␣b", "∅"]);
  });
});

it("a routed block's weights are found by place, and there is none where it took no token", () => {
  const [block] = routedWeights({ routed: [{ layer: 1, tokens: [0, 3], weights: [0.5, -0.25] }] });
  expect([0, 1, 2, 3].map((place) => block?.weights.get(place))).toEqual([0.5, undefined, undefined, -0.25]);
});
