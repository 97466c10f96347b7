import { describe, expect, it } from "vitest";
import { missingLabel } from "~/shared/experiment/waiting";
import { anExperiment } from "~/testing/experiments";
import { aWorker } from "~/testing/workers";

const on = (device: "cpu" | "cuda" | undefined, state: "QUEUED" | "RUNNING" = "QUEUED") => {
  const { spec } = anExperiment();
  return { state, spec: { ...spec, training: { ...spec.training, device } } };
};
const gpu = aWorker({ name: "gpu", labels: ["cpu", "cuda"] });

describe("what a queued experiment waits for", () => {
  it.each([
    ["cuda where there is no node at all", on("cuda"), [], "cuda"],
    ["cuda where no node offers it", on("cuda"), [aWorker()], "cuda"],
    [
      "cuda where the node that offers it is gone",
      on("cuda"),
      [{ ...gpu, state: "offline" as const }],
      "cuda",
    ],
    ["nothing where a node offers it", on("cuda"), [aWorker(), gpu], undefined],
    ["nothing once it runs", on("cuda", "RUNNING"), [], undefined],
    ["nothing on the cpu", on("cpu"), [], undefined],
    ["nothing in a spec from before there were devices", on(undefined), [], undefined],
  ])("is %s", (_, experiment, workers, label) => {
    expect(missingLabel(experiment, workers)).toBe(label);
  });
});
