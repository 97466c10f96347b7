import type { LogitsRequest, SamplesRequest } from "~/shared/api/types";

/** The text of the form as it is typed. The server checks it. */
export type SampleDraft = {
  prompt: string;
  tokens: string;
  temperature: string;
  topP: string;
  seed: string;
  stop: string;
  count: string;
  checkpoint: string;
  /** The experiment whose samples stand beside, or nothing. */
  other: string;
  otherCheckpoint: string;
};

export const FIRST_SAMPLE: SampleDraft = {
  prompt: "",
  tokens: "100",
  temperature: "0.8",
  topP: "0.95",
  seed: "",
  stop: "",
  count: "1",
  checkpoint: "",
  other: "",
  otherCheckpoint: "",
};

export type LogitsDraft = { text: string; routing: "top-k" | "causal"; checkpoint: string };

export const FIRST_LOGITS: LogitsDraft = { text: "", routing: "top-k", checkpoint: "" };

export function samplesRequest(draft: SampleDraft): SamplesRequest {
  return {
    prompt: draft.prompt,
    tokens: numberOrText(draft.tokens) as number,
    temperature: numberOrText(draft.temperature),
    topP: numberOrText(draft.topP),
    seed: numberOrText(draft.seed),
    stop: draft.stop === "" ? undefined : draft.stop.split("|").map(unescaped),
    count: numberOrText(draft.count),
    checkpoint: draft.checkpoint || undefined,
  };
}

/** Seeds below 2^31 are exact in every client. */
const SEEDS = 2 ** 31;

/** The two requests of samples side by side. They have the same seed, so that what differs is the model. */
export function besideRequests(
  draft: SampleDraft,
  random: () => number = Math.random,
): [SamplesRequest, SamplesRequest] {
  const one = samplesRequest(draft);
  const seeded = { ...one, seed: one.seed ?? Math.floor(random() * SEEDS) };
  return [seeded, { ...seeded, checkpoint: draft.otherCheckpoint || undefined }];
}

/** Requests only what the page draws. The whole matrix of logits is for programs. */
export function logitsRequest(draft: LogitsDraft): LogitsRequest {
  return {
    text: draft.text,
    routing: draft.routing,
    whole: false,
    checkpoint: draft.checkpoint || undefined,
  };
}

/** Reads a number. Other text is sent unchanged, so that the server can name the field that it refuses. */
function numberOrText(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  const number = Number(trimmed);
  return Number.isNaN(number) ? (trimmed as unknown as number) : number;
}

/** Resolves escapes in a field of one line: \n is a line break and \t a tab. */
export const unescaped = (text: string): string =>
  text.replace(/\\(.)/g, (_, char: string) => ({ n: "\n", t: "\t" })[char] ?? char);
