import { describe, expect, it } from "vitest";
import { filledIn, parseCompareView, sourceOf, withFilter, withRuns } from "~/features/compare/compareView";
import { codeOf, endingOf, named, readNames, writeNames } from "~/features/compare/runNames";
import { hiddenOf, withHidden } from "~/features/compare/visible";
import { parseSearch, stringifySearch } from "~/shared/url/search";

/** Ids as the server makes them, the same each time. */
function uuids(amount: number): string[] {
  let seed = 7;
  const hex = () => {
    seed = (seed * 48271) % 2147483647;
    return (seed % 16).toString(16);
  };
  return Array.from({ length: amount }, () => "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, hex));
}

describe("the names of runs in an address", () => {
  it("are the whole ids of a few runs, in 22 characters each", () => {
    const ids = uuids(40);
    const text = writeNames(ids) ?? "";
    expect(text.length).toBe(40 * 23 - 1);
    expect(readNames(text)).toEqual(ids);
  });

  it("are codes of many runs, which name them and no others", () => {
    const ids = uuids(200);
    const names = readNames(writeNames(ids));
    expect(names).toEqual(ids.map(codeOf));
    expect([...named(names, [...uuids(201)])]).toEqual(ids);
  });

  it("are found by their last nine digits, whole or as a code", () => {
    for (const id of uuids(50)) {
      expect(endingOf(id)).toBe(id.slice(-9));
      expect(endingOf(codeOf(id))).toBe(id.slice(-9));
    }
    expect(endingOf("e1")).toBeUndefined();
  });

  it("of any other form stay as they are", () => {
    expect(readNames(writeNames(["e1", "no such run"]))).toEqual(["e1", "no such run"]);
    expect(readNames("~abc,~,~abcdefg")).toEqual(["~abc", "~", "~abcdefg"]);
  });

  it("are written the same when they are read and written again", () => {
    for (const amount of [3, 150]) {
      const once = writeNames(uuids(amount));
      expect(writeNames(readNames(once))).toBe(once);
    }
  });

  it("leave the address of 200 runs under 2,000 characters, with half of them hidden and every setting used", () => {
    const ids = uuids(200);
    const view = parseCompareView({
      ids: ids.join(","),
      metric: "train_loss,val_loss,gradient_norm",
      pin: ids.slice(0, 4).join(","),
      base: ids[0],
      group: "training.learningRate",
      color: "architecture.kind",
      x: "flops",
      from: 123456789.25,
      to: 2e12,
    });
    const hidden = withHidden(view, ids, new Set(ids.filter((_, i) => i % 2 === 0)));
    expect(stringifySearch(hidden).length).toBeLessThan(2000);
    expect(hiddenOf(filledIn(hidden), ids).size).toBe(100);
  });
});

describe("hiding all but one of 200 runs", () => {
  it("names the one that is shown", () => {
    const ids = uuids(200);
    const view = withHidden({}, ids, new Set(ids.slice(1)));
    expect(view).toMatchObject({ hide: undefined, only: `*${codeOf(ids[0] as string).slice(2)}` });
    expect(hiddenOf(filledIn(view), ids)).toEqual(new Set(ids.slice(1)));
    expect(withHidden(view, ids, new Set())).toEqual(parseCompareView({}));
  });
});

describe("runs that a filter finds", () => {
  it("are used when no run is named", () => {
    const view = parseCompareView({ kind: "mod,sofa", q: "수심" });
    expect(sourceOf(view)).toEqual({ kind: "filter", filter: { kind: "mod", q: "수심" } });
    expect(sourceOf(withRuns(view, ["e1"]))).toEqual({ kind: "ids", names: ["e1"] });
    expect(sourceOf(parseCompareView({}))).toBeUndefined();
  });

  it("are those of one filter, which takes the place of all that was chosen before", () => {
    const view = parseCompareView({ ids: "e1", kind: "mod", x: "flops" });
    const next = withFilter(view, 'val_loss.best < 1.6 and tag: "수심"');
    expect(next).toMatchObject({ x: "flops", ids: undefined, kind: undefined });
    expect(sourceOf(parseCompareView(parseSearch(stringifySearch(next))))).toEqual({
      kind: "filter",
      filter: { filter: 'val_loss.best < 1.6 and tag: "수심"' },
    });
  });
});
