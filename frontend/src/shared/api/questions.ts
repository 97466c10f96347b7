import { api } from "~/shared/api/client";
import type { Logits, LogitsRequest, Samples, SamplesRequest } from "~/shared/api/types";

/** Waits until a worker node has answered, up to a minute. */
export const askForSamples = (id: string, question: SamplesRequest) =>
  api<Samples>(`/api/experiments/${id}/samples`, { method: "POST", json: question });

export const askForLogits = (id: string, question: LogitsRequest) =>
  api<Logits>(`/api/experiments/${id}/logits`, { method: "POST", json: question });
