import { queryOptions } from "@tanstack/react-query";
import { api, query } from "~/shared/api/client";
import { type CurvePart, curveParameters } from "~/shared/api/experiments";
import type { CreatedShare, ExperimentCurves, Share, Shared, XAxis } from "~/shared/api/types";

export const sharesQuery = () =>
  queryOptions({
    queryKey: ["shares"],
    queryFn: ({ signal }) =>
      api<{ shares: Share[] }>("/api/shares", { signal }).then((answer) => answer.shares),
  });

export type NewShare = { experiments: string[]; title?: string; view?: string; expiresInDays?: number };

export const createShare = (share: NewShare) =>
  api<CreatedShare>("/api/shares", { method: "POST", json: share });

export const revokeShare = (id: string) => api<void>(`/api/shares/${id}`, { method: "DELETE" });

export const sharedQuery = (token: string) =>
  queryOptions({
    queryKey: ["shared", token],
    queryFn: ({ signal }) => api<Shared>(`/api/shared/${encodeURIComponent(token)}`, { signal }),
    retry: false,
  });

export const sharedCurvesQuery = (
  token: string,
  metrics: readonly string[],
  x: XAxis,
  part: CurvePart = {},
) =>
  queryOptions({
    queryKey: ["shared", token, "curves", metrics.join(","), x, part],
    queryFn: ({ signal }) =>
      api<{ experiments: ExperimentCurves[] }>(
        `/api/shared/${encodeURIComponent(token)}/curves${query(curveParameters(metrics, x, part))}`,
        { signal },
      ).then((answer) => answer.experiments),
  });
