import { describe, expect, it } from "vitest";
import { ago, duration, local, utc } from "~/shared/format/time";

describe("times for people", () => {
  it.each([
    [0, "0 s"],
    [4.21, "4.2 s"],
    [59.7, "1 min"],
    [200, "3 min 20 s"],
    [3600, "1 h"],
    [3660, "1 h 1 min"],
    [90_061, "1 d 1 h"],
  ])("%d seconds last %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it("an unknown duration is a dash", () => {
    expect(duration(null)).toBe("–");
    expect(duration(Number.POSITIVE_INFINITY)).toBe("–");
  });

  it("says how long ago, and how long until", () => {
    const now = Date.parse("2026-11-23T12:00:00Z");
    expect(ago("2026-11-23T11:59:58Z", now)).toBe("just now");
    expect(ago("2026-11-23T11:57:00Z", now)).toBe("3 min ago");
    expect(ago("2026-11-21T12:00:00Z", now)).toBe("2 d ago");
    expect(ago("2026-11-23T13:00:00Z", now)).toBe("in 1 h");
    expect(ago(null, now)).toBe("–");
  });

  it("shows local time, and UTC to the second", () => {
    expect(local("2026-11-23T12:00:00Z")).toMatch(/^2026-11-2[234] \d\d:\d\d$/);
    expect(utc("2026-11-23T12:34:56.789Z")).toBe("2026-11-23 12:34:56 UTC");
    expect(local("nonsense")).toBe("nonsense");
  });
});
