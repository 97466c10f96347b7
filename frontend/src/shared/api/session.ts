import { queryOptions } from "@tanstack/react-query";
import { api } from "~/shared/api/client";
import type { OpenLink, Session } from "~/shared/api/types";

export const sessionQuery = () =>
  queryOptions({
    queryKey: ["session"],
    queryFn: ({ signal }) => api<Session>("/api/session", { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const signIn = (body: { email: string; password: string }) =>
  api<Session>("/api/session", { method: "POST", json: body });

export const signOut = () => api<void>("/api/session", { method: "DELETE" });

type Account = { token: string; name: string; email: string; password: string };

export const setUp = (body: Account) => api<Session>("/api/setup", { method: "POST", json: body });

export const acceptInvitation = (body: Account) =>
  api<Session>("/api/invitations/accept", { method: "POST", json: body });

export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ["invitation", token],
    queryFn: ({ signal }) => api<OpenLink>(`/api/invitations/${encodeURIComponent(token)}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
