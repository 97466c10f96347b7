import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { Problem } from "~/shared/api/problem";
import { sessionQuery } from "~/shared/api/session";
import type { Session } from "~/shared/api/types";

/** @param onSignedOut called when the server says that the session has ended */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  // A refusal may be about a link or a password too: the session itself says whether it ended.
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
        // What the server refused stays refused; only a missing answer is worth asking again.
        retry: (count, error) =>
          count < 2 && (!(error instanceof Problem) || error.status === 0 || error.status >= 500),
        staleTime: 2000,
      },
    },
  });
  return client;
}
