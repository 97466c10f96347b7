import { describe, expect, it } from "vitest";
import { draftKey } from "~/features/compose/draftStore";
import { startingFrom } from "~/features/compose/startFrom";
import { anExperiment } from "~/testing/experiments";

describe("a spec that starts from a checkpoint", () => {
  it("asks for as much training again where the run goes on, and leaves the step to the server", () => {
    expect(startingFrom(anExperiment(), "all")).toMatchObject({
      name: "small-mod (goes on)",
      seed: 1,
      training: { budget: { flops: 4e12 }, startFrom: { experiment: "e1", state: "all" } },
    });
  });

  it("keeps the budget and names the step where the weights alone are taken over", () => {
    const spec = startingFrom(anExperiment(), "weights", 300);
    expect(spec).toMatchObject({
      name: "small-mod (from step 300)",
      training: { budget: { flops: 2e12 }, startFrom: { experiment: "e1", step: 300, state: "weights" } },
    });
  });

  it("has a name that fits, cut between characters", () => {
    const { name } = startingFrom(anExperiment({ name: "밀".repeat(200) }), "all") as { name: string };
    expect(name).toBe(`${"밀".repeat(190)} (goes on)`);
  });

  it("has a draft of its own", () => {
    const from = { from: "e1" };
    const keys = [
      draftKey("u1", from),
      draftKey("u1", { ...from, start: "all" }),
      draftKey("u1", { ...from, start: "weights", step: 3 }),
      draftKey("u1", { ...from, start: "weights", step: 4 }),
    ];
    expect(new Set(keys).size).toBe(4);
  });
});
