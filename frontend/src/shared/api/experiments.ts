import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, apiText, query } from "~/shared/api/client";
import type {
  Checkpoint,
  Curve,
  Experiment,
  ExperimentCurves,
  ExperimentFlops,
  ExperimentPage,
  PointFormat,
  WaitingReason,
  XAxis,
} from "~/shared/api/types";

/** The only project, until projects get their own pages. */
export const PROJECT = "default";
export const POINTS = 1000;
const PAGE = 50;

export type ExperimentFilter = {
  state?: string;
  kind?: string;
  q?: string;
  tag?: string;
  filter?: string;
  sort?: string;
  columns?: string;
};

export const experimentKeys = {
  lists: ["experiments"] as const,
  fields: ["experiment-fields"] as const,
  groups: ["experiment-groups"] as const,
  deleted: ["deleted-experiments"] as const,
  all: ["experiment"] as const,
  one: (id: string) => ["experiment", id] as const,
  curves: (id: string) => ["experiment", id, "curves"] as const,
};

export const experimentsQuery = (filter: ExperimentFilter) =>
  infiniteQueryOptions({
    queryKey: [...experimentKeys.lists, filter],
    queryFn: ({ pageParam, signal }) =>
      api<ExperimentPage>(
        `/api/projects/${PROJECT}/experiments${query({ ...filter, cursor: pageParam, limit: PAGE })}`,
        { signal },
      ),
    initialPageParam: "",
    getNextPageParam: (last: ExperimentPage) => last.nextCursor ?? undefined,
  });

export const experimentQuery = (id: string) =>
  queryOptions({
    queryKey: experimentKeys.one(id),
    queryFn: ({ signal }) => api<Experiment>(`/api/experiments/${id}`, { signal }),
  });

/**
 * The part of curves that a chart shows, and how they are smoothed: the weight of earlier steps in a moving average, or the standard
 * deviation of a Gaussian in steps.
 */
export type CurvePart = {
  zoom?: readonly [number, number];
  smooth?: number;
  gauss?: number;
  points?: number;
};

export const curveParameters = (
  metrics: readonly string[],
  x: XAxis,
  { zoom, smooth, gauss, points }: CurvePart,
) => ({
  metrics: metrics.join(","),
  x,
  points: points ?? POINTS,
  from: zoom?.[0],
  to: zoom?.[1],
  smoothing: gauss ? `gaussian:${gauss}` : smooth ? `ema:${smooth}` : undefined,
});

export const curvesQuery = (id: string, metrics: readonly string[], x: XAxis, part: CurvePart = {}) =>
  queryOptions({
    queryKey: [...experimentKeys.curves(id), metrics.join(","), x, part],
    queryFn: ({ signal }) =>
      api<{ curves: Curve[] }>(`/api/experiments/${id}/curves${query(curveParameters(metrics, x, part))}`, {
        signal,
      }).then((answer) => answer.curves),
  });

/** The address of a file with every point of some metrics. */
export const pointsUrl = (id: string, metrics: readonly string[], format: PointFormat) =>
  `/api/experiments/${id}/points${query({ metrics: metrics.join(","), format })}`;

/** The most experiments of one request for curves. With more, its address would be longer than proxies take. */
const MOST_EXPERIMENTS = 80;

/** The points of each curve of a comparison. Many curves have fewer, which are still as many as a chart is wide. */
export const pointsOf = (runs: number) => (runs <= 25 ? POINTS : runs <= 100 ? 500 : 300);

export const comparedCurvesQuery = (
  ids: readonly string[],
  metrics: readonly string[],
  x: XAxis,
  part: CurvePart = {},
) =>
  queryOptions({
    queryKey: ["curves", ids.join(","), metrics.join(","), x, part],
    enabled: ids.length > 0,
    queryFn: ({ signal }) =>
      Promise.all(
        Array.from({ length: Math.ceil(ids.length / MOST_EXPERIMENTS) }, (_, i) =>
          api<{ experiments: ExperimentCurves[] }>(
            `/api/curves${query({
              experiments: ids.slice(i * MOST_EXPERIMENTS, (i + 1) * MOST_EXPERIMENTS).join(","),
              ...curveParameters(metrics, x, { points: pointsOf(ids.length), ...part }),
            })}`,
            { signal },
          ),
        ),
      ).then((answers) => answers.flatMap((answer) => answer.experiments)),
  });

export const flopsQuery = (id: string) =>
  queryOptions({
    queryKey: [...experimentKeys.one(id), "flops"],
    queryFn: ({ signal }) => api<ExperimentFlops>(`/api/experiments/${id}/flops`, { signal }),
  });

export const logsQuery = (id: string) =>
  queryOptions({
    queryKey: [...experimentKeys.one(id), "logs"],
    queryFn: ({ signal }) => apiText(`/api/experiments/${id}/logs`, { signal }),
  });

export const waitingQuery = (id: string) =>
  queryOptions({
    queryKey: [...experimentKeys.one(id), "waiting"],
    queryFn: ({ signal }) => api<WaitingReason>(`/api/experiments/${id}/waiting`, { signal }),
    refetchInterval: 5000,
  });

export const checkpointsQuery = (id: string) =>
  queryOptions({
    queryKey: [...experimentKeys.one(id), "checkpoints"],
    queryFn: ({ signal }) =>
      api<{ checkpoints: Checkpoint[] }>(`/api/experiments/${id}/checkpoints`, { signal }).then(
        (answer) => answer.checkpoints,
      ),
  });

export type Action = "cancel" | "pause" | "resume" | "retry" | "clone";

export const act = (id: string, action: Action) =>
  api<Experiment>(`/api/experiments/${id}/${action}`, { method: "POST" });

export const patchExperiment = (
  id: string,
  change: { name?: string; tags?: string[]; notes?: string; priority?: number },
) => api<Experiment>(`/api/experiments/${id}`, { method: "PATCH", json: change });

export const submitExperiment = (spec: unknown, options: { priority?: number; key?: string } = {}) =>
  api<Experiment>(`/api/projects/${PROJECT}/experiments${query({ priority: options.priority })}`, {
    method: "POST",
    json: spec,
    headers: options.key ? { "Idempotency-Key": options.key } : {},
  });
