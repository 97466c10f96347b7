import { describe, expect, it } from "vitest";
import {
  comparedBy,
  groupName,
  groupSettings,
  groupSort,
  groupsFilter,
  membersWords,
  valueColumns,
} from "~/features/experiments/groups";
import {
  effective,
  isChanged,
  settingsOf,
  toSettings,
  withSettings,
} from "~/features/experiments/savedViews";
import { rangeWords, spreadWords } from "~/features/experiments/spread";
import { isSameStep, parseTableView } from "~/features/experiments/tableView";
import type { ExperimentGroup, FieldList, SavedView } from "~/shared/api/types";

const field = (name: string, shortName: string, type: "NUMBER" | "CHOICE") => ({
  name,
  shortName,
  type,
  sortable: true,
  groupable: true,
  choices: [],
});
const fields: FieldList = {
  fields: [
    field("spec.architecture.capacity", "capacity", "NUMBER"),
    field("spec.architecture.gate", "gate", "CHOICE"),
  ],
  metrics: ["val_loss"],
  metricsWithBest: ["val_loss"],
};
const group = (about: Partial<ExperimentGroup>): ExperimentGroup => ({
  key: {},
  settings: {},
  filter: 'configuration = "a"',
  experiments: 5,
  states: { FINISHED: 3, RUNNING: 2 },
  ids: [],
  firstName: "mod-s1",
  lastName: "mod-s5",
  values: {},
  ...about,
});
const values = (mean: number | null, deviation: number | null) => ({ mean, deviation });

describe("a mean with its deviation", () => {
  it("shows no digit of which nothing is known", () => {
    expect(spreadWords(values(1.534218, 0.003123))).toBe("1.5342 ± 0.0031");
    expect(spreadWords(values(1.5, 0.0996))).toBe("1.50 ± 0.10");
    expect(spreadWords(values(21534.2, 312))).toBe("21,530 ± 310");
    expect(spreadWords(values(2, 14))).toBe("2 ± 14");
    expect(spreadWords(values(1.0613e6, 1.2e4))).toBe("(1.061 ± 0.012)e6");
    expect(spreadWords(values(3.21e-4, 1.1e-5))).toBe("(3.21 ± 0.11)e-4");
    expect(spreadWords(values(-0.0002, 0.4))).toBe("-0.00 ± 0.40");
  });

  it("is one number where all are equal or there is one, and says where there is none", () => {
    expect(spreadWords(values(0.125, 0))).toBe("0.125");
    expect(spreadWords(values(0.1, 1.5e-17))).toBe("0.1");
    expect(spreadWords(values(1061376, null))).toBe("1,061,376");
    expect(spreadWords(values(null, null))).toBe("–");
    expect(rangeWords({ n: 3, notFinite: 0, mean: 2, deviation: 1, least: 1, greatest: 3.5 })).toBe(
      "1 to 3.5, n = 3",
    );
  });
});

describe("a group", () => {
  it("has the beginning of its names, and the fields that tell it from others", () => {
    expect(groupName(group({}))).toBe("mod-s…");
    expect(groupName({ firstName: "작은 실험 1", lastName: "작은 실험 2" })).toBe("작은 실험…");
    expect(groupName({ firstName: "a", lastName: "b" })).toBe("a … b");
    expect(groupName({ firstName: "same", lastName: "same" })).toBe("same");
    const one = group({ key: { kind: "mod" }, settings: { capacity: 0.125 } });
    expect(groupSettings(one, ["configuration"], ["capacity", "gate"])).toEqual(["capacity 0.125", "gate –"]);
    expect(groupSettings(one, ["kind"], [])).toEqual(["kind mod"]);
  });

  it("counts those that have not finished apart", () => {
    expect(membersWords(group({}))).toBe("3 of 5 finished");
    expect(membersWords(group({ experiments: 3 }))).toBe("3 experiments, finished");
    expect(membersWords(group({ states: { RUNNING: 5 } }))).toBe("0 of 5 finished");
  });

  it("has values of the shown columns that are numbers", () => {
    const of = (columns: string | undefined, by = "configuration") =>
      valueColumns({ columns, by }, fields).map((column) => column.field);
    expect(of(undefined)).toEqual(["parameters", "flopsPerStep", "trainLoss", "valLoss", "tokensPerSecond"]);
    expect(of("state,capacity,gate,val_loss.best")).toEqual(["capacity", "val_loss.best"]);
    expect(of("capacity,val_loss", "capacity")).toEqual(["val_loss"]);
  });

  it("is sorted by what a group has", () => {
    const columns = valueColumns({ columns: "valLoss" }, fields);
    expect(groupSort({ sort: "-valLoss", by: "kind" }, columns)).toBe("-valLoss");
    expect(groupSort({ sort: "kind", by: "kind" }, columns)).toBe("kind");
    expect(groupSort({ sort: "progress", by: "kind" }, columns)).toBe("-createdAt");
  });

  it("is meant by a filter, and by the fields that the comparison knows", () => {
    expect(groupsFilter({ kind: "mod" }, [{ filter: "seed = 1" }, { filter: "seed = 2" }])).toBe(
      "archived = false and kind in (mod) and ((seed = 1) or (seed = 2))",
    );
    expect(comparedBy(["configuration"], ["capacity"], fields)).toBe("architecture.capacity");
  });
});

describe("a saved view in the URL", () => {
  const saved: SavedView = {
    id: "v1",
    name: "Figure 3",
    visibility: "PRIVATE",
    settings: toSettings({ kind: "mod", filter: "capacity < 0.25", sort: "-valLoss", by: "configuration" }),
    owner: "Ada",
    mine: true,
    changeable: true,
    version: 1,
    createdAt: "2026-11-30T00:00:00Z",
    updatedAt: "2026-11-30T00:00:00Z",
  };

  it("keeps all settings", () => {
    const settings = {
      state: "RUNNING,FINISHED",
      kind: "mod",
      q: "작은",
      tag: "a b",
      filter: "seed = 1",
      sort: "-val_loss.best",
      columns: "state,capacity",
      by: "kind,capacity",
      over: "all" as const,
    };
    expect(settingsOf({ ...saved, settings: toSettings(settings) })).toEqual(settings);
  });

  it("means the settings of the view, until there are others", () => {
    const search = parseTableView({ view: "v1" });
    expect(isChanged(search)).toBe(false);
    expect(effective(search, undefined)).toBeUndefined();
    const settings = effective(search, saved);
    expect(settings).toMatchObject({ kind: "mod", by: "configuration" });
    const other = withSettings({ ...settings, kind: undefined }, saved);
    expect(other).toMatchObject({ view: "v1", filter: "capacity < 0.25" });
    expect(isChanged(other)).toBe(true);
    expect(effective(other, saved)?.kind).toBeUndefined();
    expect(withSettings({ ...settings }, saved)).toEqual({ view: "v1" });
  });

  it("says that it is changed even where nothing is set any more", () => {
    const empty = withSettings({}, saved);
    expect(empty).toEqual({ view: "v1", changed: true });
    expect(isChanged(parseTableView({ view: "v1", changed: "true" }))).toBe(true);
    expect(effective(parseTableView({ view: "v1", changed: "true" }), saved)).toMatchObject({});
    expect(withSettings({}, undefined)).toEqual({});
  });

  it("is a step of Back, but not each letter of a search", () => {
    expect(isSameStep({ q: "a" }, { q: "ab" })).toBe(true);
    expect(isSameStep({}, { q: "a" })).toBe(false);
    expect(isSameStep({ q: "a", kind: "mod" }, { q: "a" })).toBe(false);
  });
});
