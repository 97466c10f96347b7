import type { components } from "~/shared/api/generated";

/**
 * The shapes of the REST API under the names the dashboard uses, from `generated.ts`. Times are ISO-8601 in UTC; what is not
 * known is null.
 */
type Schemas = components["schemas"];

/** A schema with some of its properties said more exactly. */
type Refined<Shape, Exact extends { [Key in keyof Exact]: Key extends keyof Shape ? unknown : never }> = Omit<
  Shape,
  keyof Exact
> &
  Exact;

/** The API says no more than "a string": the kinds belong to the spec, whose schema is not part of it. */
export const KINDS = ["baseline", "moe", "mod", "staged-mode", "integrated-mode"] as const;
export type Kind = (typeof KINDS)[number];

export type State = Schemas["Experiment"]["state"];
export const STATES = [
  "QUEUED",
  "RUNNING",
  "PAUSED",
  "FINISHED",
  "FAILED",
  "CANCELLED",
] as const satisfies readonly State[];

/** A query parameter; the API takes it as text. */
export const X_AXES = ["step", "tokens", "flops", "seconds"] as const;
export type XAxis = (typeof X_AXES)[number];

export type User = Schemas["User"];
export type Session = Schemas["Session"];

/** What the dashboard reads of a spec; to the API it is any JSON object. */
export type Spec = {
  name: string;
  seed: number;
  architecture: { kind: Kind } & Record<string, unknown>;
  data: { corpus: string; sequenceLength: number } & Record<string, unknown>;
  training: Record<string, unknown>;
};

/** The API leaves the kind a string and the spec an object of anything. */
type Specified = { kind: Kind; spec: Spec };

export type Attempt = Schemas["Attempt"];
export type Experiment = Refined<Schemas["Experiment"], Specified>;
export type ExperimentPage = Refined<Schemas["ExperimentList"], { experiments: Experiment[] }>;

export type SharedAttempt = Schemas["SharedAttempt"];
/** What a stranger sees of one. Its schema calls the spec a string; the answer holds the object, as everywhere. */
export type SharedExperiment = Refined<Schemas["SharedExperiment"], Specified>;

/** An experiment on a page that members and people with a link both see; the latter are told less. */
export type ShownExperiment = SharedExperiment & Partial<Omit<Experiment, keyof SharedExperiment>>;

/** A value that was not a finite number is null in `y`. */
export type Curve = Schemas["Curve"];
export type ExperimentCurves = Schemas["ExperimentCurves"];

/** The layer is null outside the blocks. */
export type FlopsTerm = Schemas["FlopsTerm"];
export type ExperimentFlops = Schemas["ExperimentFlops"];
export type FlopsEstimate = Refined<Schemas["SpecFlops"], Specified>;

export type Checkpoint = Schemas["Checkpoint"];
export type SamplesRequest = Schemas["SamplesRequest"];
/** Texts of a checkpoint, each token with the number of blocks it went through. */
export type Samples = Schemas["Samples"];
export type Sample = Schemas["Sample"];
export type LogitsRequest = Schemas["LogitsRequest"];
export type Logits = Schemas["Logits"];

export type Corpus = Schemas["Corpus"];
export type CorpusDocument = Schemas["CorpusDocument"];
export type Tokenizer = Schemas["Tokenizer"];
export type Worker = Schemas["Worker"];

export type Share = Schemas["Share"];
/** The only answer that tells the link's token. */
export type CreatedShare = Schemas["CreatedShare"];
export type Shared = Refined<Schemas["Shared"], { experiments: SharedExperiment[] }>;

export type ApiToken = Schemas["ApiToken"];
/** The only answer that tells the token. */
export type CreatedToken = Schemas["CreatedToken"];

export type Invitation = Schemas["Invitation"];
/** What a link that lets in is for. */
export type OpenLink = Schemas["OpenLink"];
export type Person = Schemas["Person"];
export type AuditEvent = Schemas["AuditEvent"];
export type AuditPage = Schemas["AuditPage"];

export type FieldError = Schemas["BadField"];
