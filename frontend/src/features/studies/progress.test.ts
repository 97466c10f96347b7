import { describe, expect, it } from "vitest";
import { isGoing, progressWords } from "~/features/studies/progress";

const NONE = {
  members: 0,
  waiting: 0,
  queued: 0,
  running: 0,
  paused: 0,
  finished: 0,
  failed: 0,
  cancelled: 0,
  flopsPlanned: 0,
  flopsExecuted: 0,
};

describe("the progress of a study", () => {
  it("names the states that there are and no others", () => {
    expect(progressWords({ ...NONE, running: 3, queued: 9, waiting: 1 })).toBe(
      "3 running, 9 queued, 1 not launched",
    );
    expect(progressWords(NONE)).toBe("0 experiments");
  });

  it("goes on while something runs or waits in the queue", () => {
    expect(isGoing({ ...NONE, queued: 1 })).toBe(true);
    expect(isGoing({ ...NONE, paused: 1, finished: 4 })).toBe(false);
  });
});
