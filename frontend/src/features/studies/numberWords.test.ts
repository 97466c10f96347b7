import { describe, expect, it } from "vitest";
import { estimateWords } from "~/features/studies/numberWords";

const estimate = (low: number | null, high: number | null) => ({
  value: 1.23456,
  low,
  high,
  n: 3,
  method: "",
  reason: null,
});

describe("a number with its interval", () => {
  it("has both ends, one of them, or none", () => {
    expect(estimateWords(estimate(1.2, 1.26))).toBe("1.235 [1.2, 1.26], n = 3");
    expect(estimateWords(estimate(1.2, null))).toBe("1.235 [at least 1.2], n = 3");
    expect(estimateWords(estimate(null, null))).toBe("1.235, n = 3");
    expect(estimateWords(null)).toBe("–");
  });
});
