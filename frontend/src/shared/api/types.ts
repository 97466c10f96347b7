/** The shapes of the REST API, as the dashboard uses them. Times are ISO-8601 in UTC; what is not known is null. */

export const KINDS = ["baseline", "moe", "mod", "staged-mode", "integrated-mode"] as const;
export type Kind = (typeof KINDS)[number];

export const STATES = ["QUEUED", "RUNNING", "PAUSED", "FINISHED", "FAILED", "CANCELLED"] as const;
export type State = (typeof STATES)[number];

export const X_AXES = ["step", "tokens", "flops", "seconds"] as const;
export type XAxis = (typeof X_AXES)[number];

export type User = { id: string; name: string; email: string; role: string };
export type Session = { user: User | null; setupRequired: boolean };

export type Attempt = {
  number: number;
  state: string;
  node?: string | null;
  startedAt: string | null;
  endedAt: string | null;
  resumedFromStep: number | null;
  lastStep: number | null;
  reason: string | null;
};

export type Spec = {
  name: string;
  seed: number;
  architecture: { kind: Kind } & Record<string, unknown>;
  data: { corpus: string; sequenceLength: number } & Record<string, unknown>;
  training: Record<string, unknown>;
};

export type Experiment = {
  id: string;
  project: string;
  name: string;
  kind: Kind;
  state: State;
  stateReason: string | null;
  priority: number;
  step: number;
  steps: number;
  parameters: number;
  flopsPerStep: number;
  flopsPlanned: number;
  flopsExecuted: number | null;
  flopsConvention: string;
  trainLoss: number | null;
  valLoss: number | null;
  tokensPerSecond: number | null;
  secondsLeft: number | null;
  seconds: number | null;
  attempts: number;
  attemptHistory?: Attempt[] | null;
  tags: string[];
  notes?: string | null;
  corpus: string;
  createdBy?: string | null;
  createdAt: string;
  queuedAt: string | null;
  startedAt: string | null;
  finishedAt: string | null;
  cancelRequested?: boolean;
  spec: Spec;
};

export type ExperimentPage = { experiments: Experiment[]; nextCursor: string | null; total: number };

export type Curve = { metric: string; x: number[]; y: number[] };
export type ExperimentCurves = { id: string; curves: Curve[] };

export type FlopsTerm = {
  layer: number;
  module: string;
  operation: string;
  forward: number;
  backward: number;
};
export type ExperimentFlops = {
  convention: string;
  perSequence: FlopsTerm[];
  forwardPerSequence: number;
  trainingPerSequence: number;
  flopsPerStep: number;
  steps: number;
  flopsPlanned: number;
  flopsExecuted: number | null;
};
export type FlopsEstimate = {
  kind: Kind;
  parameters: number;
  convention: string;
  flopsPerStep: number;
  forwardPerSequence: number;
  steps: number;
  tokens: number;
  flopsPlanned: number;
  modules: { module: string; forward: number; backward: number }[];
  relativeToBaseline: number;
  spec: Spec;
};

export type Checkpoint = { id: string; step: number; bytes: number; sha256: string; createdAt: string };
export type Corpus = {
  id: string;
  name: string;
  bytes: number;
  sha256: string;
  createdAt: string;
  createdBy: string | null;
  preview: string;
};
export type Worker = {
  name: string;
  hostname: string;
  slots: number;
  busy: number;
  cores: number;
  memoryBytes: number;
  device: string;
  version: string;
  lastSeenAt: string;
  state: "online" | "offline";
  attempts: { experimentId: string; number: number }[];
};
export type Share = {
  id: string;
  url?: string | null;
  token?: string | null;
  kind: "experiment" | "comparison";
  title: string | null;
  experiments: string[];
  createdAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
  lastOpenedAt: string | null;
};
export type Shared = {
  title: string | null;
  kind: "experiment" | "comparison";
  view: string | null;
  experiments: Experiment[];
  expiresAt: string | null;
};
export type ApiToken = {
  id: string;
  name: string;
  prefix: string;
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
  token?: string | null;
};
export type Invitation = { url: string; token: string; expiresAt: string };
export type FieldError = { pointer: string; detail: string };

/** What a link that lets in is for. */
export type OpenLink = {
  purpose: "INVITATION" | "PASSWORD_RESET";
  name: string | null;
  email: string | null;
  expiresAt: string | null;
};
export type Person = User & {
  createdAt?: string;
  signedInAt?: string | null;
  deactivatedAt?: string | null;
};
export type AuditEvent = {
  id: number;
  at: string;
  actor: string | null;
  action: string;
  subject: string;
  address: string | null;
};
