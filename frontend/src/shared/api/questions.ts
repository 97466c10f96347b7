import { api } from "~/shared/api/client";
import type { Logits, LogitsRequest, Samples, SamplesRequest } from "~/shared/api/types";

/** Sends an inference request and waits up to a minute for the result of a worker node. */
export const askForSamples = (id: string, question: SamplesRequest) =>
  api<Samples>(`/api/experiments/${id}/samples`, { method: "POST", json: question });

export const askForLogits = (id: string, question: LogitsRequest) =>
  api<Logits>(`/api/experiments/${id}/logits`, { method: "POST", json: question });
