import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { experimentKeys } from "~/shared/api/experiments";
import type { Experiment, ExperimentPage } from "~/shared/api/types";

type Pages = InfiniteData<ExperimentPage>;

/** Puts a newer state of an experiment into every list that shows it. */
export function replaceIn(pages: Pages, experiment: Experiment): Pages {
  if (!shows(pages, experiment.id)) return pages;
  return {
    ...pages,
    pages: pages.pages.map((page) => ({
      ...page,
      experiments: page.experiments.map((old) =>
        old.id === experiment.id ? { ...old, ...experiment } : old,
      ),
    })),
  };
}

export function shows(pages: Pages, id: string): boolean {
  return pages.pages.some((page) => page.experiments.some((experiment) => experiment.id === id));
}

/** Stores an experiment that an event or an action returned. Returns whether a list may now have the wrong order or members. */
export function absorb(client: QueryClient, experiment: Experiment): boolean {
  const one = client.getQueryData<Experiment>(experimentKeys.one(experiment.id));
  // A stream repeats its last events to a page that joins it, and the page may have read a newer state already.
  if (one && Date.parse(one.updatedAt) > Date.parse(experiment.updatedAt)) return false;
  // An experiment that no list shows may belong in one when it is new or has changed its state.
  let stale = one?.state !== experiment.state;
  client.setQueryData<Experiment>(experimentKeys.one(experiment.id), { ...one, ...experiment });
  for (const [key, pages] of client.getQueriesData<Pages>({ queryKey: experimentKeys.lists })) {
    if (!pages) continue;
    const before = pages.pages.flatMap((page) => page.experiments).find((old) => old.id === experiment.id);
    if (before && before.state !== experiment.state) stale = true;
    client.setQueryData<Pages>(key, replaceIn(pages, experiment));
  }
  return stale;
}
