import { describe, expect, it } from "vitest";
import {
  direction,
  isFiltered,
  parseTableView,
  sortedBy,
  sortOf,
  toggled,
} from "~/features/experiments/tableView";
import { parseSearch, stringifySearch } from "~/shared/url/search";

describe("the table's URL", () => {
  it("keeps filters and order", () => {
    const view = parseTableView({
      state: "RUNNING,QUEUED",
      kind: "mod",
      q: "tiny",
      tag: "a",
      sort: "-valLoss",
    });
    expect(parseTableView(parseSearch(stringifySearch(view)))).toEqual(view);
  });

  it("drops what it does not know", () => {
    const view = parseTableView({ state: "RUNNING,DANCING", kind: "gpt", sort: "password" });
    expect(view.state).toBe("RUNNING");
    expect(view.kind).toBeUndefined();
    expect(view.sort).toBeUndefined();
  });

  it("is newest first unless asked otherwise, and that is not written", () => {
    expect(sortOf({})).toBe("-createdAt");
    expect(parseTableView({ sort: "-createdAt" }).sort).toBeUndefined();
  });

  it("a column is sorted the useful way first, then the other", () => {
    const first = sortedBy({}, "valLoss");
    expect(first.sort).toBe("valLoss");
    expect(direction(first, "valLoss")).toBe("ascending");
    expect(sortedBy(first, "valLoss").sort).toBe("-valLoss");
    expect(sortedBy({}, "tokensPerSecond").sort).toBe("-tokensPerSecond");
    expect(sortedBy({}, "createdAt").sort).toBe("createdAt");
  });

  it("filters are toggled one by one", () => {
    expect(toggled(undefined, "A")).toBe("A");
    expect(toggled("A,B", "A")).toBe("B");
    expect(toggled("A", "A")).toBeUndefined();
    expect(isFiltered({ sort: "name" })).toBe(false);
    expect(isFiltered({ tag: "x" })).toBe(true);
  });
});
