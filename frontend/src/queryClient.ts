import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { Problem } from "~/shared/api/problem";
import { sessionQuery } from "~/shared/api/session";
import type { Session } from "~/shared/api/types";

/** @param onSignedOut called when the server says that the session has ended */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  const check = (error: unknown) => {
    if (!(error instanceof Problem) || error.status !== 401) return;
    const session = client.getQueryData<Session>(sessionQuery().queryKey);
    if (!session?.user) return;
    client.setQueryData<Session>(sessionQuery().queryKey, { ...session, user: null });
    onSignedOut();
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: check }),
    mutationCache: new MutationCache({ onError: check }),
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
