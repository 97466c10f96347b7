import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, query } from "~/shared/api/client";
import type { ApiToken, AuditPage, CreatedToken, Invitation, Person } from "~/shared/api/types";

export const tokensQuery = () =>
  queryOptions({
    queryKey: ["tokens"],
    queryFn: ({ signal }) =>
      api<{ tokens: ApiToken[] }>("/api/tokens", { signal }).then((answer) => answer.tokens),
  });

export const createToken = (body: { name: string; expiresInDays?: number }) =>
  api<CreatedToken>("/api/tokens", { method: "POST", json: body });

export const revokeToken = (id: string) => api<void>(`/api/tokens/${id}`, { method: "DELETE" });

export const usersQuery = () =>
  queryOptions({
    queryKey: ["users"],
    queryFn: ({ signal }) =>
      api<{ users: Person[] }>("/api/users", { signal }).then((answer) => answer.users),
  });

export const invite = (body: { email?: string }) =>
  api<Invitation>("/api/invitations", { method: "POST", json: body });

export const resetLink = (id: string) => api<Invitation>(`/api/users/${id}/reset-link`, { method: "POST" });

export const deactivate = (id: string) => api<Person>(`/api/users/${id}/deactivate`, { method: "POST" });

export const auditQuery = () =>
  infiniteQueryOptions({
    queryKey: ["audit"],
    queryFn: ({ pageParam, signal }) =>
      api<AuditPage>(`/api/audit${query({ cursor: pageParam, limit: 50 })}`, { signal }),
    initialPageParam: "",
    getNextPageParam: (last: AuditPage) => last.nextCursor ?? undefined,
  });
