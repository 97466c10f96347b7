import { beforeEach, describe, expect, it } from "vitest";
import { type Draft, withPath } from "~/features/compose/draft";
import {
  draftKey,
  dropDraft,
  MOST_DRAFTS,
  type Saved,
  saveDraft,
  savedDraft,
} from "~/features/compose/draftStore";
import { withChosen } from "~/features/compose/presetChange";
import { presetNamed } from "~/features/compose/presets";
import { fieldIn, parseSpec } from "~/features/compose/specText";

const draft = presetNamed("single").draft("shakespeare");
const saved = (at: number): Saved => ({ draft, tags: "a", priority: "1", edited: true, form: "f", at });

beforeEach(() => sessionStorage.clear());

describe("the drafts of a tab", () => {
  it("are kept for each person and each beginning", () => {
    const keys = [
      draftKey("ada", { preset: "four" }),
      draftKey("ada", { preset: "four", corpus: "shelf" }),
      draftKey("ada", { from: "e1" }),
      draftKey("ada", { from: "e1", allowUnknown: true }),
      draftKey("grace", { preset: "four" }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    saveDraft(keys[0] as string, saved(1));
    expect(savedDraft(keys[0] as string)).toEqual(saved(1));
    for (const other of keys.slice(1)) expect(savedDraft(other)).toBeUndefined();
    dropDraft(keys[0] as string);
    expect(savedDraft(keys[0] as string)).toBeUndefined();
  });

  it("are dropped from the oldest on when there are many", () => {
    const key = (n: number) => draftKey("ada", { from: `e${n}` });
    for (let n = 0; n <= MOST_DRAFTS; n++) saveDraft(key(n), saved(n));
    expect(savedDraft(key(0))).toBeUndefined();
    expect(savedDraft(key(1))).toBeDefined();
    expect(savedDraft(key(MOST_DRAFTS))).toBeDefined();
  });

  it("are begun anew where something else is stored", () => {
    const key = draftKey("ada", {});
    for (const stored of ["", "{", "[]", '{"draft": {"text": "name: x"}}']) {
      sessionStorage.setItem(key, stored);
      expect(savedDraft(key)).toBeUndefined();
    }
  });
});

describe("another preset", () => {
  const at = (one: Draft, ...path: string[]) => fieldIn(parseSpec(one.text).value, path);
  const begun = presetNamed("single").draft();
  const chosen = withPath(withPath(begun, ["data", "corpus"], "shelf"), ["data", "tokenizer"], "gpt2");

  it("keeps the corpus and the tokenizer, and takes its own name and shape", () => {
    const next = withChosen(chosen, begun, presetNamed("medium").draft());
    expect([at(next, "data", "corpus"), at(next, "data", "tokenizer")]).toEqual(["shelf", "gpt2"]);
    expect([at(next, "name"), at(next, "architecture", "layers")]).toEqual(["medium", 8]);
  });

  it("keeps a name that was changed", () => {
    const named = withPath(chosen, ["name"], "수심");
    expect(at(withChosen(named, begun, presetNamed("medium").draft()), "name")).toBe("수심");
  });

  it("keeps the format", () => {
    const json: Draft = { ...begun, format: "json", text: '{"name": "x", "data": {"corpus": "shelf"}}' };
    const next = withChosen(json, begun, presetNamed("medium").draft());
    expect(JSON.parse(next.text)).toMatchObject({ data: { corpus: "shelf", sequenceLength: 256 } });
  });

  it("takes nothing from a text that cannot be read", () => {
    const broken: Draft = { ...begun, text: "name: [" };
    expect(withChosen(broken, begun, presetNamed("medium").draft()).text).toBe(
      presetNamed("medium").draft().text,
    );
  });
});
