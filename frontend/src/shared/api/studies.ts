import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, query } from "~/shared/api/client";
import { PROJECT } from "~/shared/api/experiments";
import type {
  Study,
  StudyEqualSize,
  StudyPlan,
  StudyProgress,
  StudyReport,
  StudySummary,
} from "~/shared/api/types";

const COLLECTION = `/api/projects/${PROJECT}/studies`;
const YAML = { "Content-Type": "application/yaml" };

export const studyKeys = {
  list: ["studies"] as const,
  one: (id: string) => ["studies", id] as const,
  plan: (id: string) => ["studies", id, "plan"] as const,
};

export const studiesQuery = () =>
  queryOptions({
    queryKey: studyKeys.list,
    queryFn: ({ signal }) =>
      api<{ studies: StudySummary[] }>(COLLECTION, { signal }).then((answer) => answer.studies),
  });

export const studyQuery = (id: string) =>
  queryOptions({
    queryKey: studyKeys.one(id),
    queryFn: ({ signal }) => api<Study>(`/api/studies/${id}`, { signal }),
  });

export const studyPlanQuery = (id: string) =>
  queryOptions({
    queryKey: studyKeys.plan(id),
    queryFn: ({ signal }) => api<StudyPlan>(`/api/studies/${id}/plan`, { signal }),
  });

/** The plan of a study that is not stored. A text that is no study is refused, with the fields. */
export const previewQuery = (yaml: string) =>
  queryOptions({
    queryKey: ["studies", "preview", yaml],
    queryFn: ({ signal }) =>
      api<StudyPlan>(`${COLLECTION}/plan`, { method: "POST", body: yaml, headers: YAML, signal }),
    enabled: yaml.trim() !== "",
    retry: false,
    placeholderData: keepPreviousData,
  });

export type StudyAxis = "flops" | "parameters";

/** The report of a study, which is asked for again when its experiments have changed their states. */
export const studyReportQuery = (
  id: string,
  axis: StudyAxis,
  { flopsExecuted: _, ...states }: StudyProgress,
) =>
  queryOptions({
    queryKey: ["studies", id, "report", axis, states],
    queryFn: ({ signal }) => api<StudyReport>(`/api/studies/${id}/report${query({ axis })}`, { signal }),
    placeholderData: keepPreviousData,
  });

/** The address of the report as a ZIP file. */
export const archiveUrl = (id: string, axis: StudyAxis) => `/api/studies/${id}/archive${query({ axis })}`;

export const createStudy = (yaml: string) =>
  api<Study>(COLLECTION, { method: "POST", body: yaml, headers: YAML });

export const changePlan = (id: string, change: { drop?: string[]; keep?: string[] }) =>
  api<StudyPlan>(`/api/studies/${id}/plan`, { method: "PATCH", json: change });

export const launchStudy = (id: string) => api<Study>(`/api/studies/${id}/launch`, { method: "POST" });

export const growStudy = (id: string, entries: Record<string, unknown[]>) =>
  api<Study>(`/api/studies/${id}/additions`, { method: "POST", json: entries });

/** How a study is run. A field that is left out stays as it is, and a limit of 0 is none. */
export const changeStudy = (
  id: string,
  change: { priority?: number; flopsLimit?: number; stopOnFailure?: boolean },
) => api<Study>(`/api/studies/${id}`, { method: "PATCH", json: change });

/** The size at which a variant costs what the baseline costs at its best size. */
export const equalSize = (id: string, variant: string, budget: number) =>
  api<StudyEqualSize>(`/api/studies/${id}/equal-size${query({ variant, budget })}`);

export type StudyAction = "cancel" | "retry";

export const actOnStudy = (id: string, action: StudyAction) =>
  api<{ action: string; done: number; refused: number }>(`/api/studies/${id}/${action}`, { method: "POST" });

export const deleteStudy = (id: string) => api<void>(`/api/studies/${id}`, { method: "DELETE" });
