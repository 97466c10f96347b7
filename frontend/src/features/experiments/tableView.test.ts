import { describe, expect, it } from "vitest";
import {
  direction,
  groupMark,
  isFiltered,
  parseTableView,
  sortedBy,
  sortOf,
  toggled,
  wholeFilter,
} from "~/features/experiments/tableView";
import { parseSearch, stringifySearch } from "~/shared/url/search";

describe("the table's URL", () => {
  it("keeps filters and order", () => {
    const view = parseTableView({
      state: "RUNNING,QUEUED",
      kind: "mod",
      q: "tiny",
      tag: "a",
      filter: 'val_loss.best < 1.6 and name: "a, b"',
      sort: "-val_loss.best",
      columns: "state,capacity,router_mean/3.max",
    });
    expect(parseTableView(parseSearch(stringifySearch(view)))).toEqual(view);
  });

  it("drops what it does not know", () => {
    const view = parseTableView({
      state: "RUNNING,DANCING",
      kind: "gpt",
      sort: "pass word",
      columns: "capacity,a b",
    });
    expect(view.state).toBe("RUNNING");
    expect(view.kind).toBeUndefined();
    expect(view.sort).toBeUndefined();
    expect(view.columns).toBe("capacity");
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

  it("one filter says all that the view says", () => {
    expect(wholeFilter({})).toBe("archived = false");
    expect(
      wholeFilter({
        state: "RUNNING,QUEUED",
        kind: "mod",
        q: 'say "a\\b"',
        tag: "two words",
        filter: "seed = 1 or seed = 2",
      }),
    ).toBe(
      '(seed = 1 or seed = 2) and archived = false and state in (RUNNING, QUEUED) and kind in (mod) and text: "say \\"a\\\\b\\"" and tag: "two words"',
    );
    expect(wholeFilter({ filter: "archived = true" })).toBe("(archived = true)");
  });

  it("keeps the open groups where there are groups, by a mark of eight digits", () => {
    const mark = groupMark({ filter: 'configuration = "0123"' });
    expect(mark).toMatch(/^[0-9a-f]{8}$/);
    expect(groupMark({ filter: 'configuration = "0124"' })).not.toBe(mark);
    expect(parseTableView({ by: "configuration", open: `${mark},nonsense` }).open).toBe(mark);
    expect(parseTableView({ open: mark }).open).toBeUndefined();
  });
});
