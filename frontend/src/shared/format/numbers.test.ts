import { describe, expect, it } from "vitest";
import { bytes, compact, count, loss, percent, scientific, si, UNKNOWN } from "~/shared/format/numbers";

describe("numbers for people", () => {
  it.each([
    [1_061_376, "1.06 M"],
    [999_999, "1.00 M"],
    [999_499, "999 k"],
    [12_345, "12.3 k"],
    [1000, "1.00 k"],
    [999, "999"],
    [0, "0"],
    [2.5e12, "2.50 T"],
    [7.3e15, "7300 T"],
    [-1500, "-1.50 k"],
    [12.345, "12.3"],
  ])("%d with an SI prefix is %s", (value, text) => {
    expect(si(value)).toBe(text);
  });

  it.each([
    [2e12, "2.00e12"],
    [5.78e14, "5.78e14"],
    [1.5e-8, "1.50e-8"],
    [0, "0"],
  ])("%d FLOPs are %s", (value, text) => {
    expect(scientific(value)).toBe(text);
  });

  it("what is not known is a dash, whatever the format", () => {
    for (const format of [si, scientific, loss, count, percent, bytes, compact]) {
      expect(format(null)).toBe(UNKNOWN);
      expect(format(undefined)).toBe(UNKNOWN);
      expect(format(Number.NaN)).toBe(UNKNOWN);
    }
  });

  it("a diverged loss is said, not hidden", () => {
    expect(loss(Number.POSITIVE_INFINITY)).toBe("Infinity");
    expect(loss(2.345678)).toBe("2.3457");
  });

  it("bytes have binary prefixes", () => {
    expect(bytes(512)).toBe("512 B");
    expect(bytes(1_115_394)).toBe("1.06 MiB");
    expect(bytes(3 * 1024 ** 4)).toBe("3.00 TiB");
  });

  it("shares have one decimal unless asked otherwise", () => {
    expect(percent(0.6538)).toBe("65.4 %");
    expect(percent(0.5, 0)).toBe("50 %");
  });

  it("settings are short without losing digits that matter", () => {
    expect(compact(0.125)).toBe("0.125");
    expect(compact(1e-8)).toBe("1e-8");
    expect(compact(2e12)).toBe("2e12");
    expect(compact(128)).toBe("128");
  });
});
