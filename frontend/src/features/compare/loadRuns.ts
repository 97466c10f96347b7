import { queryOptions } from "@tanstack/react-query";
import { codeOf, endingOf, isUuid } from "~/features/compare/runNames";
import { api, query } from "~/shared/api/client";
import { PROJECT } from "~/shared/api/experiments";
import type { Experiment, ExperimentPage } from "~/shared/api/types";

/** The most runs of a comparison. The server reads the curves of as many at once. */
export const MOST_RUNS = 200;
const PAGE = 500;
/** Up to so many runs are named by their whole ids, and more of them by the last digits, so that no address is too long. */
const FEW = 40;

/** The parameters of the list of experiments, as its table has them. */
export type RunFilter = { filter?: string; state?: string; kind?: string; q?: string; tag?: string };

/** Which runs a comparison has. Each kind says how its runs are found. */
export type RunSource = { kind: "ids"; names: readonly string[] } | { kind: "filter"; filter: RunFilter };

export type FoundRuns = {
  runs: readonly Experiment[];
  /** The names that no experiment has. */
  missing: readonly string[];
  /** How many the filter finds, where there are more than MOST_RUNS. */
  total: number;
};

export const comparedKey = ["compared"] as const;

export const comparedRunsQuery = (source: RunSource | undefined) =>
  queryOptions({
    queryKey: [...comparedKey, source],
    enabled: source !== undefined,
    queryFn: ({ signal }) => (source ? found(source, signal) : NONE),
  });

const NONE: FoundRuns = { runs: [], missing: [], total: 0 };

function found(source: RunSource, signal: AbortSignal): Promise<FoundRuns> {
  switch (source.kind) {
    case "ids":
      return byNames(source.names, signal);
    case "filter":
      return byFilter(source.filter, signal);
  }
}

const page = (values: RunFilter & { ids?: string; limit: number }, signal: AbortSignal) =>
  api<ExperimentPage>(`/api/projects/${PROJECT}/experiments${query(values)}`, { signal });

async function byFilter(filter: RunFilter, signal: AbortSignal): Promise<FoundRuns> {
  const { experiments, total } = await page({ ...filter, limit: MOST_RUNS }, signal);
  return { runs: experiments, missing: [], total: total ?? experiments.length };
}

/**
 * Reads runs by their names with one request, in the order of the names. A name that no experiment has does not keep the others from
 * being found, and neither does one that cannot be a name.
 */
async function byNames(names: readonly string[], signal: AbortSignal): Promise<FoundRuns> {
  const wanted = names.slice(0, MOST_RUNS);
  const many = wanted.length > FEW;
  const ids = wanted.flatMap((name) => (isUuid(name) && !many ? [name] : (endingOf(name) ?? [])));
  // An ending may be that of two experiments, so the page has room for more than were named.
  const { experiments } =
    ids.length > 0 ? await page({ ids: ids.join(","), limit: PAGE }, signal) : { experiments: [] };
  const byName = new Map(
    [...experiments].reverse().flatMap((run) => [[run.id, run] as const, [codeOf(run.id), run] as const]),
  );
  const runs = wanted.flatMap((name) => byName.get(name) ?? []);
  return {
    runs: [...new Set(runs)],
    missing: wanted.filter((name) => !byName.has(name)),
    total: names.length,
  };
}

/** Puts a newer state of a run into what was found. */
export function withNewer(found: FoundRuns | undefined, newer: Experiment): FoundRuns | undefined {
  const old = found?.runs.find((run) => run.id === newer.id);
  if (!found || !old || Date.parse(old.updatedAt) > Date.parse(newer.updatedAt)) return found;
  return { ...found, runs: found.runs.map((run) => (run === old ? { ...old, ...newer } : run)) };
}
