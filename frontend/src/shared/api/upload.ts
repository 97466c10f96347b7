import { csrfHeader } from "~/shared/api/client";
import { Problem } from "~/shared/api/problem";

/** Sends a form. It uses XMLHttpRequest because fetch does not report the progress of an upload. */
export async function sendForm<T>(
  path: string,
  form: FormData,
  onProgress: (fraction: number) => void = () => {},
): Promise<T> {
  const headers = await csrfHeader();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("Accept", "application/json");
    for (const [key, value] of Object.entries(headers)) request.setRequestHeader(key, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onerror = () => reject(Problem.unreachable());
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        resolve(JSON.parse(request.responseText) as T);
      } else {
        const answer = new Response(request.responseText, { status: request.status || 500 });
        void Problem.of(answer).then(reject);
      }
    };
    request.send(form);
  });
}
