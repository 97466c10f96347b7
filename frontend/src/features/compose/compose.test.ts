import { describe, expect, it } from "vitest";
import {
  currentValue,
  type Draft,
  kindOf,
  specsOf,
  withKind,
  withPath,
  withValue,
} from "~/features/compose/draft";
import { EXPERT, isMeant, MORE_ROUTING, ROUTING, SHAPE } from "~/features/compose/fields";
import { PRESETS, presetNamed } from "~/features/compose/presets";
import { converted, locate, parseSpec, withField } from "~/features/compose/specText";
import { BLOCKS, CAPACITY, readNumber } from "~/features/compose/typed";
import { sendable } from "~/features/compose/useEstimates";
import { collected, elsewhere, errorAt } from "~/features/compose/violations";
import { Problem } from "~/shared/api/problem";

const text = `# our first
name: mod-12.5
architecture:
  kind: mod # routed
  layers: 4
  width: 128
  capacity: 0.125
data: {corpus: shakespeare, sequenceLength: 128}
training:
  batch: 16
  budget: {flops: 2e12}
`;
const draft: Draft = { text, format: "yaml", beside: [], extras: {} };
const field = (name: string) =>
  [...SHAPE, ...ROUTING, ...MORE_ROUTING, ...EXPERT].find(
    ({ path }) => path[1] === name,
  ) as (typeof SHAPE)[number];

describe("form and text", () => {
  it("the form reads what the text says", () => {
    expect(currentValue(draft, field("capacity"))).toBe(0.125);
    expect(kindOf(draft)).toBe("mod");
  });

  it("a change in the form changes its line and keeps comments and order", () => {
    const changed = withValue(draft, field("layers"), 8);
    expect(changed.text).toBe(text.replace("layers: 4", "layers: 8"));
  });

  it("clearing a field removes its line", () => {
    expect(withValue(draft, field("capacity"), undefined).text).toBe(
      text.replace("  capacity: 0.125\n", "").replace("2e12", "2e+12"),
    );
  });

  it("a field whose parents are missing brings them along", () => {
    expect(parseSpec(withField("name: x\n", "yaml", ["training", "budget", "flops"], 2e12)).value).toEqual({
      name: "x",
      training: { budget: { flops: 2e12 } },
    });
    expect(parseSpec(withField("training: oops\n", "yaml", ["training", "batch"], 4)).value).toEqual({
      training: { batch: 4 },
    });
  });

  it("YAML to JSON and back says the same", () => {
    const json = converted(text, "json");
    expect(JSON.parse(json)).toEqual(parseSpec(text).value);
    const yaml = converted(json, "yaml");
    expect(yaml).not.toContain("{");
    expect(parseSpec(yaml).value).toEqual(parseSpec(text).value);
  });

  it("a change in the form keeps JSON being JSON", () => {
    const json: Draft = { ...draft, format: "json", text: converted(text, "json") };
    expect(JSON.parse(withPath(json, ["seed"], 3).text).seed).toBe(3);
  });

  it("a mistake in the text is told with its line", () => {
    const { error, value } = parseSpec("name: x\narchitecture: [1\n");
    expect(value).toBeUndefined();
    expect(error?.line).toBeGreaterThanOrEqual(2);
    expect(parseSpec("just words").error?.message).toContain("A spec has");
  });

  it("an alias bomb is refused instead of unfolded", () => {
    const bomb = ["a: &a [x,x,x,x,x,x,x,x,x,x]"];
    for (let i = 1; i < 9; i++) {
      const [own, last] = [String.fromCharCode(97 + i), String.fromCharCode(96 + i)];
      bomb.push(`${own}: &${own} [${`*${last},`.repeat(9)}*${last}]`);
    }
    expect(parseSpec(bomb.join("\n")).error).toBeDefined();
  });

  it.each([
    ["2e12", 2e12],
    [" 128 ", 128],
    ["", undefined],
    ["1e", "1e"],
    ["abc", "abc"],
  ])("typing %o means %o", (typed, meant) => {
    expect(readNumber(typed)).toBe(meant);
  });

  it.each([
    ["0.5", 0.5],
    ["32 tokens", { tokens: 32 }],
    ["1 token", { tokens: 1 }],
    ["", undefined],
    ["half", "half"],
    ["0.5, –, 32 tokens, -", [0.5, null, { tokens: 32 }, null]],
    ["[null, 0.25]", [null, 0.25]],
  ])("a capacity typed as %o means %o, and is shown so that it means it again", (typed, meant) => {
    expect(CAPACITY.read(typed)).toEqual(meant);
    expect(CAPACITY.read(CAPACITY.shown(meant))).toEqual(meant);
  });

  it.each([
    ["1, 3,5", [1, 3, 5]],
    ["2", [2]],
    [" ", undefined],
    ["1, x", [1, "x"]],
  ])("blocks typed as %o are %o", (typed, meant) => {
    expect(BLOCKS.read(typed)).toEqual(meant);
    expect(BLOCKS.read(BLOCKS.shown(meant))).toEqual(meant);
  });

  it("a schedule goes with the last of its fields", () => {
    const [steps, from] = MORE_ROUTING.filter(({ path }) => path[1] === "capacitySchedule") as [
      (typeof MORE_ROUTING)[number],
      (typeof MORE_ROUTING)[number],
    ];
    const both = withValue(withValue(draft, steps, 50), from, 0.5);
    expect(parseSpec(both.text).value?.architecture).toMatchObject({
      capacitySchedule: { steps: 50, from: 0.5 },
    });
    const one = withValue(both, from, undefined);
    expect(currentValue(one, steps)).toBe(50);
    expect(withValue(one, steps, undefined).text).not.toContain("capacitySchedule");
  });

  it("a schedule that only families beside it have is kept beside the text", () => {
    const [steps, from] = MORE_ROUTING.filter(({ path }) => path[1] === "capacitySchedule") as [
      (typeof MORE_ROUTING)[number],
      (typeof MORE_ROUTING)[number],
    ];
    const beside: Draft = { ...withKind(draft, "baseline"), beside: ["mod"] };
    const both = withValue(withValue(beside, steps, 50), from, 0.5);
    expect(both.text).toBe(beside.text);
    expect(currentValue(both, from)).toBe(0.5);
    expect(specsOf(both)[1]?.spec.architecture).toMatchObject({ capacitySchedule: { steps: 50, from: 0.5 } });
    const none = withValue(withValue(both, steps, undefined), from, undefined);
    expect(specsOf(none)[1]?.spec.architecture).not.toHaveProperty("capacitySchedule");
  });

  it("what is not finite reaches the server as words, to be refused by name", () => {
    expect(sendable({ training: { learningRate: Number.NaN } })).toEqual({
      training: { learningRate: "NaN" },
    });
  });
});

describe("switching the kind", () => {
  it("drops the fields the new kind does not have, and brings them back", () => {
    const baseline = withKind(draft, "baseline");
    expect(baseline.text).not.toContain("capacity");
    expect(baseline.text).toContain("# our first");
    const back = withKind(baseline, "mod");
    expect(parseSpec(back.text).value).toEqual(parseSpec(text).value);
  });

  it("carries shared fields over to a kind that has them too", () => {
    const staged = withKind(draft, "staged-mode");
    expect(currentValue(staged, field("capacity"))).toBe(0.125);
  });

  it("the predictor's width goes only where there is a predictor", () => {
    const predictor = withPath(
      withPath(draft, ["architecture", "causal"], "predictor"),
      ["architecture", "predictorWidth"],
      32,
    );
    const other = withPath(withKind(predictor, "baseline"), ["seed"], 2);
    const none = { ...other, extras: { ...other.extras, causal: "none" } };
    expect(withKind(none, "mod").text).not.toContain("predictorWidth");
    expect(withKind(other, "mod").text).toContain("predictorWidth: 32");
  });
});

describe("fields that exclude each other", () => {
  const offered = (architecture: Record<string, unknown>) =>
    [...ROUTING, ...MORE_ROUTING, ...EXPERT]
      .filter((one) => isMeant(one, architecture))
      .map(({ path }) => path[1]);

  it("a scheme offers its own fields only", () => {
    expect(offered({})).toContain("causal");
    expect(offered({})).not.toContain("balanceWeight");
    expect(offered({ scheme: "token-choice" })).toContain("balanceWeight");
    expect(offered({ scheme: "token-choice", causal: "predictor" })).not.toContain("predictorWidth");
    expect(offered({ scheme: "stochastic" })).not.toContain("causal");
    expect(offered({})).not.toContain("topM");
    expect(offered({ expertScheme: "token-choice" })).toContain("topM");
    expect(offered({ scheme: "threshold" })).not.toContain("causal");
    expect(offered({ expertScheme: "token-choice" })).not.toContain("noOpRate");
    expect(offered({ expertScheme: "token-choice", noOpShare: 0.3 })).toContain("noOpRate");
    expect(offered({ expertScheme: "token-choice", noOpShare: 0.3 })).not.toContain("expertBalanceWeight");
    expect(offered({ expertScheme: "token-choice", topM: 1 })).not.toContain("expertShares");
    expect(offered({ expertScheme: "token-choice", topM: 2 })).toContain("expertShares");
  });

  it("a list says by itself which blocks are routed", () => {
    expect(offered({ routedLayers: [1] })).not.toContain("routeEvery");
    expect(offered({ capacity: [0.5, null] })).not.toContain("routeEvery");
    expect(offered({ capacity: [0.5, null] })).not.toContain("routedLayers");
    expect(offered({ capacity: 0.5 })).toContain("routedLayers");
  });
});

describe("presets", () => {
  const files = import.meta.glob<string>("/../backend/spec/src/main/resources/presets/*.yaml", {
    query: "?raw",
    import: "default",
    eager: true,
  });
  const variations = Object.entries(files)
    .map(([path, written]) => ({ id: path.replace(/^.*\/|\.yaml$/g, ""), written }))
    .filter(({ id }) => !["baseline", "moe", "mod", "staged-mode", "integrated-mode"].includes(id));

  it("have every variation that the spec module has", () => {
    expect(variations.length).toBeGreaterThan(0);
    expect(PRESETS.map(({ id }) => id)).toEqual(expect.arrayContaining(variations.map(({ id }) => id)));
  });

  it.each(variations)("$id is the same here and there", ({ id, written }) => {
    const { seed, ...spec } = parseSpec(presetNamed(id).draft().text).value ?? {};
    expect(seed).toBe(1);
    expect(spec).toEqual(parseSpec(written).value);
  });
});

describe("queueing several kinds", () => {
  it("gives each its own fields, the shared shape and its kind in its name", () => {
    const both: Draft = {
      ...draft,
      beside: ["baseline", "integrated-mode"],
      extras: { experts: 8, noOps: 2 },
    };
    const specs = specsOf(both);
    expect(specs.map(({ spec }) => spec.name)).toEqual([
      "mod-12.5-mod",
      "mod-12.5-baseline",
      "mod-12.5-integrated-mode",
    ]);
    expect(specs[1]?.spec.architecture).toEqual({ kind: "baseline", layers: 4, width: 128 });
    expect(specs[2]?.spec.architecture).toEqual({
      kind: "integrated-mode",
      layers: 4,
      width: 128,
      experts: 8,
      noOps: 2,
    });
    expect(specs.every(({ spec }) => spec.training === specs[0]?.spec.training)).toBe(true);
  });

  it("the form's value of a field that only the others have is kept beside the text", () => {
    const both: Draft = { ...draft, beside: ["moe"] };
    const changed = withValue(both, field("experts"), 16);
    expect(changed.text).toBe(text);
    expect(currentValue(changed, field("experts"))).toBe(16);
    expect(specsOf(changed)[1]?.spec.architecture).toMatchObject({ experts: 16 });
  });

  it("looking at another of those to be queued changes none of them", () => {
    const four = presetNamed("four").draft("shakespeare");
    const other = withKind(four, "staged-mode");
    expect(specsOf(other).map(({ kind }) => kind)).toEqual([
      "staged-mode",
      "baseline",
      "mod",
      "integrated-mode",
    ]);
    expect(specsOf(withKind(four, "moe"))).toHaveLength(4);
  });

  it("one alone keeps its name", () => {
    expect(specsOf(draft).map(({ spec }) => spec.name)).toEqual(["mod-12.5"]);
  });

  it("the small comparison is the four families at one budget", () => {
    const specs = specsOf(presetNamed("four").draft("shakespeare"));
    expect(specs.map(({ kind }) => kind)).toEqual(["baseline", "mod", "staged-mode", "integrated-mode"]);
    expect(new Set(specs.map(({ spec }) => JSON.stringify(spec.training))).size).toBe(1);
  });
});

describe("what the server refuses", () => {
  const refused = (...errors: { pointer: string; detail: string }[]) =>
    new Problem(422, "Invalid", "", "", errors);
  const heads = { pointer: "/architecture/heads", detail: "3 heads do not divide width 128" };

  it("stands at its field, once for all kinds", () => {
    const violations = collected([
      { kind: "mod", error: refused(heads) },
      { kind: "baseline", error: refused(heads) },
    ]);
    expect(errorAt(violations, ["architecture", "heads"], 2)).toBe(heads.detail);
    expect(errorAt(violations, ["architecture", "width"], 2)).toBeUndefined();
  });

  it("names the kind when others are fine", () => {
    const violations = collected([
      { kind: "mod", error: refused(heads) },
      { kind: "baseline", error: undefined },
    ]);
    expect(errorAt(violations, ["architecture", "heads"], 2)).toBe(`MoD: ${heads.detail}`);
  });

  it("what no field shows is shown apart", () => {
    const violations = collected([
      { kind: "mod", error: refused(heads, { pointer: "", detail: "is empty" }) },
    ]);
    expect(elsewhere(violations, [["architecture", "heads"]]).map(({ detail }) => detail)).toEqual([
      "is empty",
    ]);
  });

  it("stands at its field when it is about a part of it", () => {
    const violations = collected([
      {
        kind: "mod",
        error: refused(
          { pointer: "/architecture/capacity/1", detail: "must be above 0 and at most 1" },
          { pointer: "/architecture/capacity/2/tokens", detail: "must be between 1 and 64" },
          { pointer: "/architecture/capacityFactor", detail: "must be a number" },
        ),
      },
    ]);
    const at = ["architecture", "capacity"];
    expect(errorAt(violations, at, 1)).toBe(
      "entry 1: must be above 0 and at most 1; entry 2: must be between 1 and 64",
    );
    expect(elsewhere(violations, [at]).map(({ pointer }) => pointer)).toEqual([
      "/architecture/capacityFactor",
    ]);
  });

  it("is marked in the text at the value, inside flow style too", () => {
    const at = locate(text, "/architecture/capacity");
    expect(text.slice(at.from, at.to)).toBe("capacity: 0.125");
    expect(at.line).toBe(7);
    const inFlow = locate(text, "/training/budget/flops");
    expect(text.slice(inFlow.from, inFlow.to)).toBe("flops: 2e12");
    const json = converted(text, "json");
    expect(json.slice(locate(json, "/architecture/layers").from)).toMatch(/^"layers": 4/);
  });

  it("a missing field is marked at its parent, an unknown one at the top", () => {
    const parent = locate(text, "/architecture/heads");
    expect(text.slice(parent.from, parent.to)).toBe("architecture");
    expect(locate(text, "/nowhere").line).toBe(1);
  });
});
