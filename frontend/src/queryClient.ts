import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { Problem } from "~/shared/api/problem";
import { sessionQuery } from "~/shared/api/session";
import type { Session } from "~/shared/api/types";

/** @param onSignedOut called when the server says that the session has ended */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  // A status 401 may also be about a link or a password, so the session itself is checked.
  const check = async (error: unknown) => {
    if (!(error instanceof Problem) || error.status !== 401) return;
    if (!client.getQueryData<Session>(sessionQuery().queryKey)?.user) return;
    const session = await client.fetchQuery({ ...sessionQuery(), staleTime: 0 });
    if (!session.user) onSignedOut();
  };
  const listen = { onError: (error: unknown) => void check(error).catch(() => undefined) };
  const client = new QueryClient({
    queryCache: new QueryCache(listen),
    mutationCache: new MutationCache(listen),
    defaultOptions: {
      queries: {
        // A refused request stays refused. Only requests without a response and server errors are retried.
        retry: (count, error) =>
          count < 2 && (!(error instanceof Problem) || error.status === 0 || error.status >= 500),
        staleTime: 2000,
      },
    },
  });
  return client;
}
