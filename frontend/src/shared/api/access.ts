import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, query } from "~/shared/api/client";
import type { ApiToken, AuditEvent, Invitation, Person } from "~/shared/api/types";

/** Lists come as `{name: [...]}`. */
const listed = async <T>(name: string, path: string, signal: AbortSignal): Promise<T[]> => {
  const answer = await api<Record<string, T[]> | T[]>(path, { signal });
  return Array.isArray(answer) ? answer : (answer[name] ?? []);
};

export const tokensQuery = () =>
  queryOptions({
    queryKey: ["tokens"],
    queryFn: ({ signal }) => listed<ApiToken>("tokens", "/api/tokens", signal),
  });

export const createToken = (body: { name: string; expiresInDays?: number }) =>
  api<ApiToken>("/api/tokens", { method: "POST", json: body });

export const revokeToken = (id: string) => api<void>(`/api/tokens/${id}`, { method: "DELETE" });

export const usersQuery = () =>
  queryOptions({
    queryKey: ["users"],
    queryFn: ({ signal }) => listed<Person>("users", "/api/users", signal),
  });

export const invite = (body: { email?: string }) =>
  api<Invitation>("/api/invitations", { method: "POST", json: body });

export const resetLink = (id: string) => api<Invitation>(`/api/users/${id}/reset-link`, { method: "POST" });

export const deactivate = (id: string) => api<Person>(`/api/users/${id}/deactivate`, { method: "POST" });

type AuditPage = { events: AuditEvent[]; nextCursor: string | null };

export const auditQuery = () =>
  infiniteQueryOptions({
    queryKey: ["audit"],
    queryFn: ({ pageParam, signal }) =>
      api<AuditPage>(`/api/audit${query({ cursor: pageParam, limit: 50 })}`, { signal }),
    initialPageParam: "",
    getNextPageParam: (last: AuditPage) => last.nextCursor ?? undefined,
  });
