import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { sessionQuery } from "~/shared/api/session";
import type { Session } from "~/shared/api/types";
import { restartStreams } from "~/shared/live/streams";

/** Stores the new session and opens `to`. */
export function useEnter<Form>(enter: (form: Form) => Promise<Session>, to: string) {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: enter,
    onSuccess: async (session) => {
      restartStreams();
      client.setQueryData(sessionQuery().queryKey, session);
      await router.navigate({ href: to, replace: true });
    },
  });
}
