import { describe, expect, it } from "vitest";
import { actionsOn } from "~/shared/experiment/actions";
import { missingLabel } from "~/shared/experiment/waiting";

describe("the actions on an experiment", () => {
  it("are those of its state", () => {
    expect(actionsOn({ kind: "mod", state: "FAILED" })).toEqual(["retry", "clone"]);
  });

  it("only end a run of another program", () => {
    expect(actionsOn({ kind: "external", state: "RUNNING" })).toEqual(["cancel"]);
    expect(actionsOn({ kind: "external", state: "PAUSED" })).toEqual(["cancel"]);
    expect(actionsOn({ kind: "external", state: "FAILED" })).toEqual([]);
  });
});

it("no label is missing for a run of another program, which has no training in its spec", () => {
  const spec = JSON.parse('{"architecture": {"kind": "external"}, "params": {}}');
  expect(missingLabel({ state: "RUNNING", spec }, [])).toBeUndefined();
});
