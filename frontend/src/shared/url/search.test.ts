import { describe, expect, it } from "vitest";
import { fileName } from "~/shared/url/download";
import { flag, list, number, parseSearch, stringifySearch } from "~/shared/url/search";

describe("search parameters", () => {
  it("are plain text both ways, commas readable", () => {
    const search = { ids: "a,b", x: "flops", logX: true, q: "50 % & more" };
    const text = stringifySearch(search);
    expect(text).toContain("ids=a,b");
    expect(parseSearch(text)).toEqual({ ids: "a,b", x: "flops", logX: "true", q: "50 % & more" });
  });

  it("leave out what is absent", () => {
    expect(stringifySearch({ a: undefined, b: null, c: "", d: false })).toBe("");
  });

  it("take numbers only within bounds", () => {
    expect(number("0.6", 0, 1)).toBe(0.6);
    expect(number("1.1", 0, 1)).toBeUndefined();
    expect(number("", 0, 1)).toBeUndefined();
    expect(number("NaN")).toBeUndefined();
    expect(number("Infinity")).toBeUndefined();
  });

  it("lists have no blanks and nothing twice", () => {
    expect(list("a, b,,a")).toEqual(["a", "b"]);
    expect(list(undefined)).toEqual([]);
  });

  it("a flag is on only when it says so", () => {
    expect([flag("true"), flag(true), flag("1")]).toEqual([true, true, true]);
    expect([flag("false"), flag("0"), flag(undefined)]).toEqual([undefined, undefined, undefined]);
  });

  it("file names are safe everywhere", () => {
    expect(fileName("Loss over training FLOPs: ../mod?")).toBe("Loss-over-training-FLOPs-..-mod");
    expect(fileName("///")).toBe("isobath");
  });
});
