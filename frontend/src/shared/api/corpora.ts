import { queryOptions } from "@tanstack/react-query";
import { api, query } from "~/shared/api/client";
import { PROJECT } from "~/shared/api/experiments";
import type { Corpus, CorpusDocument } from "~/shared/api/types";
import { sendForm } from "~/shared/api/upload";

const COLLECTION = `/api/projects/${PROJECT}/corpora`;

export const corporaQuery = () =>
  queryOptions({
    queryKey: ["corpora"],
    queryFn: ({ signal }) =>
      api<{ corpora: Corpus[] }>(COLLECTION, { signal }).then((answer) => answer.corpora),
  });

/** Asks for the first documents of a corpus. */
export const documentsQuery = (id: string, limit: number) =>
  queryOptions({
    queryKey: ["corpora", id, "documents", limit],
    queryFn: ({ signal }) =>
      api<{ documents: CorpusDocument[]; total: number }>(`/api/corpora/${id}/documents${query({ limit })}`, {
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
  });

export type Format = "auto" | "text" | "jsonl";

export type CorpusForm = { files: readonly File[]; name: string; format: Format; field: string };

/** Uploads files as one corpus. Files of a folder keep their path. */
export function uploadCorpus(
  { files, name, format, field }: CorpusForm,
  onProgress: (fraction: number) => void,
): Promise<Corpus> {
  const form = new FormData();
  if (name) form.set("name", name);
  form.set("format", format);
  if (field) form.set("field", field);
  for (const file of files) form.append("file", file, file.webkitRelativePath || file.name);
  return sendForm(COLLECTION, form, onProgress);
}
