import { expect, it } from "vitest";
import { counted } from "~/shared/format/counted";

it("one thing is in the singular and every other number in the plural", () => {
  expect([0, 1, 2, 1200].map((amount) => counted(amount, "run"))).toEqual([
    "0 runs",
    "1 run",
    "2 runs",
    "1,200 runs",
  ]);
});

it("a plural that is not the noun with an s is given", () => {
  expect(counted(1, "entry", "entries")).toBe("1 entry");
  expect(counted(3, "entry", "entries")).toBe("3 entries");
});
