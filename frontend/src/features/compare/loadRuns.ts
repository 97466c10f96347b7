import { queryOptions } from "@tanstack/react-query";
import { codeOf } from "~/features/compare/runNames";
import { api, query } from "~/shared/api/client";
import { PROJECT } from "~/shared/api/experiments";
import { Problem } from "~/shared/api/problem";
import type { Experiment, ExperimentPage } from "~/shared/api/types";

/** The most runs of a comparison. The server reads the curves of as many at once. */
export const MOST_RUNS = 200;
const PAGE = 500;
/** The most pages of the list that are read for names: 10,000 experiments. */
const MOST_PAGES = 20;
/** Up to so many runs are read one by one, which is less than a page of the list. */
const FEW = 8;

/** The parameters of the list of experiments, as its table has them. */
export type RunFilter = { state?: string; kind?: string; q?: string; tag?: string };

/** Which runs a comparison has: those with these names, or those that a filter finds. */
export type RunSource = { names: readonly string[]; filter?: RunFilter };

export type FoundRuns = {
  runs: readonly Experiment[];
  /** The names that no experiment has. */
  missing: readonly string[];
  /** How many the filter finds, where there are more than MOST_RUNS. */
  total: number;
};

export const comparedKey = ["compared"] as const;

export const comparedRunsQuery = (source: RunSource) =>
  queryOptions({
    queryKey: [...comparedKey, source],
    enabled: source.names.length > 0 || source.filter !== undefined,
    queryFn: ({ signal }) =>
      source.filter ? byFilter(source.filter, signal) : byNames(source.names, signal),
  });

const page = (values: RunFilter & { cursor?: string; limit: number }, signal: AbortSignal) =>
  api<ExperimentPage>(`/api/projects/${PROJECT}/experiments${query(values)}`, { signal });

async function byFilter(filter: RunFilter, signal: AbortSignal): Promise<FoundRuns> {
  const { experiments, total } = await page({ ...filter, limit: MOST_RUNS }, signal);
  return { runs: experiments, missing: [], total: total ?? experiments.length };
}

/**
 * Reads runs by their names, in the order of the names. A few are read one by one. Many are looked for in the list, newest first, until
 * all or nearly all are found. A name that no experiment has does not keep the others from being found.
 */
async function byNames(names: readonly string[], signal: AbortSignal): Promise<FoundRuns> {
  const found = new Map<string, Experiment>();
  const wanted = new Set(names.slice(0, MOST_RUNS));
  const take = (experiment: Experiment) => {
    for (const name of [experiment.id, codeOf(experiment.id)]) {
      if (wanted.delete(name)) found.set(name, experiment);
    }
  };
  const codes = () => [...wanted].some((name) => name.startsWith("~"));
  let cursor: string | undefined;
  for (let pages = 0; pages < MOST_PAGES && (wanted.size > FEW || codes()); pages++) {
    const answer = await page({ cursor, limit: PAGE }, signal);
    answer.experiments.forEach(take);
    cursor = answer.nextCursor ?? undefined;
    if (!cursor) break;
  }
  const rest = [...wanted].filter((name) => !name.startsWith("~"));
  const missing = await Promise.all(rest.map((name) => one(name, signal)));
  for (const [i, experiment] of missing.entries()) {
    const name = rest[i];
    if (experiment && name !== undefined && wanted.delete(name)) found.set(name, experiment);
  }
  const runs = names.flatMap((name) => found.get(name) ?? []);
  return { runs: [...new Set(runs)], missing: [...wanted], total: names.length };
}

/** Reads a run, or null where there is none with this id. An id that the server refuses names none either. */
async function one(id: string, signal: AbortSignal): Promise<Experiment | null> {
  try {
    return await api<Experiment>(`/api/experiments/${encodeURIComponent(id)}`, { signal });
  } catch (error) {
    if (error instanceof Problem && (error.status === 404 || error.status === 400)) return null;
    throw error;
  }
}

/** Puts a newer state of a run into what was found. */
export function withNewer(found: FoundRuns | undefined, newer: Experiment): FoundRuns | undefined {
  const old = found?.runs.find((run) => run.id === newer.id);
  if (!found || !old || Date.parse(old.updatedAt) > Date.parse(newer.updatedAt)) return found;
  return { ...found, runs: found.runs.map((run) => (run === old ? { ...old, ...newer } : run)) };
}
