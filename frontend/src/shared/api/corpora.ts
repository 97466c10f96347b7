import { queryOptions } from "@tanstack/react-query";
import { api, csrfHeader, query } from "~/shared/api/client";
import { PROJECT } from "~/shared/api/experiments";
import { Problem } from "~/shared/api/problem";
import type { Corpus } from "~/shared/api/types";

export const corporaQuery = () =>
  queryOptions({
    queryKey: ["corpora"],
    queryFn: ({ signal }) =>
      api<{ corpora: Corpus[] }>(`/api/projects/${PROJECT}/corpora`, { signal }).then(
        (answer) => answer.corpora,
      ),
  });

/** Uploads a file; XMLHttpRequest because fetch cannot tell how far an upload is. */
export async function uploadCorpus(
  file: File,
  name: string,
  onProgress: (fraction: number) => void,
): Promise<Corpus> {
  const headers = await csrfHeader();
  const form = new FormData();
  if (name) form.set("name", name);
  form.set("file", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/projects/${PROJECT}/corpora${query({ name })}`);
    request.setRequestHeader("Accept", "application/json");
    for (const [key, value] of Object.entries(headers)) request.setRequestHeader(key, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onerror = () => reject(Problem.unreachable());
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        resolve(JSON.parse(request.responseText) as Corpus);
      } else {
        const answer = new Response(request.responseText, { status: request.status || 500 });
        void Problem.of(answer).then(reject);
      }
    };
    request.send(form);
  });
}
