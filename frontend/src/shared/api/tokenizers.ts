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
  });

export function uploadTokenizer(file: File, name: string): Promise<Tokenizer> {
  const form = new FormData();
  form.set("name", name);
  form.set("file", file);
  return sendForm(COLLECTION, form);
}
