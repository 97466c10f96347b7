import { queryOptions } from "@tanstack/react-query";
import { api } from "~/shared/api/client";
import type {
  Logits,
  LogitsRequest,
  RoutingMap,
  RoutingRequest,
  Samples,
  SamplesRequest,
} from "~/shared/api/types";

/** Sends an inference request and waits up to a minute for the result of a worker node. */
export const askForSamples = (id: string, question: SamplesRequest) =>
  api<Samples>(`/api/experiments/${id}/samples`, { method: "POST", json: question });

export const askForLogits = (id: string, question: LogitsRequest) =>
  api<Logits>(`/api/experiments/${id}/logits`, { method: "POST", json: question });

/** The map of a text at a checkpoint, which never changes. It is asked for by a body, because a text may be longer than an address. */
export const routingMapQuery = (id: string, question: RoutingRequest) =>
  queryOptions({
    queryKey: ["routing-map", id, question],
    queryFn: ({ signal }) =>
      api<RoutingMap>(`/api/experiments/${id}/routing`, { method: "POST", json: question, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
