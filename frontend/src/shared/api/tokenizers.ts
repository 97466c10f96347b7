import { queryOptions } from "@tanstack/react-query";
import { api } from "~/shared/api/client";
import { PROJECT } from "~/shared/api/experiments";
import type { Tokenizer } from "~/shared/api/types";
import { sendForm } from "~/shared/api/upload";

const COLLECTION = `/api/projects/${PROJECT}/tokenizers`;

export const tokenizersQuery = () =>
  queryOptions({
    queryKey: ["tokenizers"],
    queryFn: ({ signal }) =>
      api<{ tokenizers: Tokenizer[] }>(COLLECTION, { signal }).then((answer) => answer.tokenizers),
    // A verdict takes seconds once a worker node has the tokenizer. Without one that waits, nothing changes by itself.
    refetchInterval: (query) => (query.state.data?.some(isUntried) ? WATCH_MS : false),
  });

const WATCH_MS = 2000;

const isUntried = (tokenizer: Tokenizer) => tokenizer.state === "UNTRIED";

/** The project's tokenizer for which a queued experiment with this spec waits. */
export function awaitedTokenizer(
  spec: { data: Record<string, unknown> },
  tokenizers: readonly Tokenizer[],
): Tokenizer | undefined {
  return tokenizers.find(({ name, holdsExperiments }) => holdsExperiments && name === spec.data.tokenizer);
}

/** Has a tokenizer tried again. */
export function tryTokenizer(id: string): Promise<Tokenizer> {
  return api(`/api/tokenizers/${id}/trials`, { method: "POST" });
}

export function uploadTokenizer(file: File, name: string): Promise<Tokenizer> {
  const form = new FormData();
  form.set("name", name);
  form.set("file", file);
  return sendForm(COLLECTION, form);
}
