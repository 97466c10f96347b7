import { describe, expect, it } from "vitest";
import { askedColumns, columnsOf, shownFields, withColumn } from "~/features/experiments/columns";
import { filterProblem } from "~/features/experiments/filterProblem";
import { NOTHING, selectRow } from "~/features/experiments/selection";
import { suggest } from "~/features/experiments/suggestions";
import { Problem } from "~/shared/api/problem";
import type { ExperimentField, FieldList } from "~/shared/api/types";
import { summary } from "~/shared/experiment/useBulk";

const field = (name: string, shortName: string, more: Partial<ExperimentField> = {}): ExperimentField => ({
  name,
  shortName,
  type: "NUMBER",
  sortable: true,
  groupable: true,
  choices: [],
  ...more,
});
const fields: FieldList = {
  fields: [
    field("state", "state", { type: "CHOICE", choices: ["QUEUED", "RUNNING", "FINISHED"] }),
    field("archived", "archived", { type: "FLAG" }),
    field("spec.architecture.capacity", "capacity"),
    field("spec.architecture.capacityFactor", "capacityFactor"),
    field("spec.training.learningRate", "learningRate"),
  ],
  metrics: ["val_loss"],
  metricsWithBest: ["val_loss"],
};
const words = (text: string) => suggest(text, text.length, fields).words;

describe("suggestions while a filter is typed", () => {
  it("name the fields that begin with what is typed, then those that contain it", () => {
    expect(words("cap")).toEqual(["capacity", "capacityFactor"]);
    expect(words("seed = 1 and rate")).toEqual(["learningRate"]);
    expect(words("val_l")).toEqual(["val_loss", "val_loss.best", "val_loss.min", "val_loss.max"]);
    expect(words("spec.tr")).toEqual(["spec.training.learningRate"]);
  });

  it("name the words of a field with a few", () => {
    expect(words("state = ")).toEqual(["QUEUED", "RUNNING", "FINISHED"]);
    expect(words("state in (QUEUED, r")).toEqual(["RUNNING"]);
    expect(words("state != fin")).toEqual(["FINISHED"]);
    expect(words("archived = t")).toEqual(["true"]);
  });

  it("are silent where they would disturb", () => {
    expect(words("")).toEqual([]);
    expect(words("capacity")).toEqual([]);
    expect(words('name: "cap')).toEqual([]);
    expect(words("capacity < 0.25 ")).toEqual([]);
  });

  it("replace only the word before the caret", () => {
    expect(suggest("cap and seed = 1", 3, fields)).toMatchObject({ from: 0, to: 3 });
  });
});

describe("what the server says about a filter", () => {
  it("has a place and a reason", () => {
    const problem = new Problem(400, "Malformed request", "filter: column 16: 'capasity' is not a field");
    expect(filterProblem(problem)).toEqual({ at: 15, reason: "'capasity' is not a field" });
  });

  it("is told from other errors", () => {
    expect(filterProblem(new Problem(400, "Malformed", "sort: 'x' is not a field"))).toBeUndefined();
    expect(filterProblem(new Error("filter: column 1: x"))).toBeUndefined();
  });
});

describe("columns", () => {
  it("are the usual ones unless the URL says otherwise", () => {
    expect(shownFields({})[0]).toBe("state");
    expect(askedColumns({})).toBeUndefined();
    expect(askedColumns({ columns: "state,capacity,val_loss.min" })).toBe("capacity,val_loss.min");
    expect(columnsOf({ columns: "capacity" })).toMatchObject([{ field: "capacity", words: "capacity" }]);
  });

  it("come and go, and the usual ones leave the URL alone", () => {
    const more = withColumn({}, "capacity", true);
    expect(shownFields(more).at(-1)).toBe("capacity");
    expect(withColumn(more, "capacity", false).columns).toBeUndefined();
    expect(shownFields(withColumn({ columns: "kind" }, "kind", false))).toEqual(["state"]);
  });
});

describe("a selection", () => {
  const rows = ["a", "b", "c", "d"];

  it("takes a range from the last click in either direction", () => {
    expect([...selectRow(NOTHING, rows, "c", true, "b").ids]).toEqual(["b", "c"]);
    expect([...selectRow(NOTHING, rows, "a", true, "c").ids]).toEqual(["a", "b", "c"]);
    expect([...selectRow({ ids: new Set(rows), all: false }, rows, "c", false, "b").ids]).toEqual(["a", "d"]);
  });

  it("takes one row where the last click is no longer listed", () => {
    expect([...selectRow(NOTHING, rows, "c", true, "gone").ids]).toEqual(["c"]);
  });
});

describe("the message about many", () => {
  const result = (id: string, outcome: "DONE" | "REFUSED", reason: string | null) => ({
    id,
    name: id,
    outcome,
    reason,
  });

  it("says how many, and why not the others", () => {
    expect(
      summary("delete", {
        action: "delete",
        matched: 1,
        done: 1,
        refused: 0,
        results: [result("a", "DONE", null)],
      }),
    ).toBe("1 experiment is deleted");
    expect(
      summary("pause", {
        action: "pause",
        matched: 3,
        done: 2,
        refused: 1,
        results: [
          result("a", "DONE", null),
          result("b", "DONE", null),
          result("c", "REFUSED", "an experiment that is FINISHED cannot be paused"),
        ],
      }),
    ).toBe("2 experiments are being paused; 1 not: an experiment that is FINISHED cannot be paused");
  });
});
