import { describe, expect, it } from "vitest";
import { smooth } from "~/shared/chart/smooth";

describe("the debiased moving average", () => {
  it("begins at the first value instead of near zero", () => {
    expect(smooth([5, 5, 5], 0.9)).toEqual([5, 5, 5].map((value) => expect.closeTo(value, 12)));
  });

  it("weight 0 changes nothing", () => {
    expect(smooth([3, 1, 2], 0)).toEqual([3, 1, 2]);
  });

  it("equals the weighted mean worked out by hand", () => {
    // weight 0.5 on 1, 2, 4: (0.25*1 + 0.5*2 + 1*4) / 1.75
    expect(smooth([1, 2, 4], 0.5)[2]).toBeCloseTo(5.25 / 1.75, 12);
  });

  it("a value that is not finite is shown and leaves the average alone", () => {
    const smoothed = smooth([2, Number.NaN, 2], 0.8);
    expect(smoothed[1]).toBeNaN();
    expect(smoothed[2]).toBeCloseTo(2, 12);
  });
});
