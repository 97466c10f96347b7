import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, query } from "~/shared/api/client";
import { type CurvePart, curveParameters } from "~/shared/api/experiments";
import type { StudyAxis } from "~/shared/api/studies";
import type { CreatedShare, ExperimentCurves, Share, Shared, StudyReport, XAxis } from "~/shared/api/types";

export const sharesQuery = () =>
  queryOptions({
    queryKey: ["shares"],
    queryFn: ({ signal }) =>
      api<{ shares: Share[] }>("/api/shares", { signal }).then((answer) => answer.shares),
  });

/** What a link shows: some experiments or a study. */
export type SharedThing = { experiments: string[] } | { study: string };
export type NewShare = SharedThing & { title?: string; view?: string; expiresInDays?: number };

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
  /** The experiments to read, where a link shows more than are asked for. */
  experiments: readonly string[] = [],
) =>
  queryOptions({
    queryKey: ["shared", token, "curves", metrics.join(","), x, part, experiments.join(",")],
    queryFn: ({ signal }) =>
      api<{ experiments: ExperimentCurves[] }>(
        `/api/shared/${encodeURIComponent(token)}/curves${query({
          ...curveParameters(metrics, x, part),
          experiments: experiments.join(",") || undefined,
        })}`,
        { signal },
      ).then((answer) => answer.experiments),
  });

/** The report of a link to a study, by another axis than the one that the link opens with. */
export const sharedStudyQuery = (token: string, axis: StudyAxis) =>
  queryOptions({
    queryKey: ["shared", token, "study", axis],
    queryFn: ({ signal }) =>
      api<StudyReport>(`/api/shared/${encodeURIComponent(token)}/study${query({ axis })}`, { signal }),
    placeholderData: keepPreviousData,
  });

export const sharedArchiveUrl = (token: string, axis: StudyAxis) =>
  `/api/shared/${encodeURIComponent(token)}/archive${query({ axis })}`;
