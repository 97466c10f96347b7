import { type InfiniteData, QueryClient } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";
import { experimentKeys } from "~/shared/api/experiments";
import type { ExperimentPage } from "~/shared/api/types";
import { absorb } from "~/shared/live/experimentCache";
import { throttled } from "~/shared/live/throttle";
import { anExperiment } from "~/testing/experiments";

const key = [...experimentKeys.lists, {}];

function clientShowing(...experiments: ReturnType<typeof anExperiment>[]) {
  const client = new QueryClient();
  client.setQueryData<InfiniteData<ExperimentPage>>(key, {
    pages: [{ experiments, values: [], nextCursor: null, total: experiments.length }],
    pageParams: [""],
  });
  const steps = () =>
    client.getQueryData<InfiniteData<ExperimentPage>>(key)?.pages[0]?.experiments.map((one) => one.step);
  return { client, steps };
}

describe("a live event", () => {
  it("replaces the row that is shown, and no list needs to be asked again for a mere step", () => {
    const { client, steps } = clientShowing(anExperiment({ step: 1 }), anExperiment({ id: "e2", step: 7 }));
    absorb(client, anExperiment({ step: 2 }));
    expect(absorb(client, anExperiment({ step: 3 }))).toBe(false);
    expect(steps()).toEqual([3, 7]);
  });

  it("a change of state may move it between filtered lists", () => {
    const { client } = clientShowing(anExperiment());
    absorb(client, anExperiment());
    expect(absorb(client, anExperiment({ state: "FINISHED" }))).toBe(true);
  });

  it("does not bring back an older state than the page has read", () => {
    const { client, steps } = clientShowing(anExperiment({ step: 9, updatedAt: "2026-11-23T18:00:01.5Z" }));
    absorb(client, anExperiment({ step: 9, updatedAt: "2026-11-23T18:00:01.5Z" }));
    expect(absorb(client, anExperiment({ step: 3, updatedAt: "2026-11-23T18:00:01Z" }))).toBe(false);
    expect(steps()).toEqual([9]);
  });

  it("one that no list shows counts once, not at each step", () => {
    const { client, steps } = clientShowing(anExperiment({ step: 5 }));
    expect(absorb(client, anExperiment({ id: "new", step: 1 }))).toBe(true);
    expect(absorb(client, anExperiment({ id: "new", step: 2 }))).toBe(false);
    expect(steps()).toEqual([5]);
  });
});

describe("throttling", () => {
  it("calls at once and keeps the last of a burst", () => {
    vi.useFakeTimers();
    const call = vi.fn();
    const { run, stop } = throttled(1000, call);
    run();
    run();
    run();
    expect(call).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1000);
    expect(call).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(5000);
    expect(call).toHaveBeenCalledTimes(2);
    stop();
    vi.useRealTimers();
  });
});
