import type { components } from "~/shared/api/generated";

/**
 * The types of the REST API from `generated.ts`, under the names that the dashboard uses. Times are ISO-8601 in UTC, and unknown
 * values are null.
 */
type Schemas = components["schemas"];

export type ExperimentKind = Schemas["Experiment"]["kind"];
/** The kinds that can be composed: those of architectures. */
export type Kind = Exclude<ExperimentKind, "external">;
export const KINDS = [
  "baseline",
  "moe",
  "mod",
  "staged-mode",
  "integrated-mode",
] as const satisfies readonly Kind[];
/** The kinds that lists show: those, and that of the runs of other programs. */
export const EXPERIMENT_KINDS = [...KINDS, "external"] as const satisfies readonly ExperimentKind[];

export type State = Schemas["Experiment"]["state"];
export const STATES = [
  "QUEUED",
  "RUNNING",
  "PAUSED",
  "FINISHED",
  "FAILED",
  "CANCELLED",
] as const satisfies readonly State[];

/** The values of a query parameter, which the API declares as text. */
export const X_AXES = ["step", "tokens", "flops", "seconds"] as const;
export type XAxis = (typeof X_AXES)[number];

export type User = Schemas["User"];
export type Session = Schemas["Session"];

/** A spec as the server writes it. Its architecture has the fields of its kind. */
export type Spec = Schemas["CanonicalSpec"];

export type Attempt = Schemas["Attempt"];
export type Experiment = Schemas["Experiment"];
/** A page of the list. The values of the columns that were asked for are in the order of the experiments. */
export type ExperimentPage = Schemas["ExperimentList"];

export type ExperimentField = Schemas["ExperimentField"];
export type FieldList = Schemas["FieldList"];
/** Experiments with equal values of some fields, and what they have of others. */
export type ExperimentGroup = Schemas["ExperimentGroup"];
export type GroupPage = Schemas["GroupList"];
export type GroupValues = Schemas["GroupValues"];
/** What a list shows and how. What is null is not set. */
export type ListSettings = Schemas["ListSettings"];
export type SavedView = Schemas["SavedView"];
export type DeletedExperiment = Schemas["DeletedExperiment"];
/** What became of each of many experiments. */
export type BulkResult = Schemas["BulkResult"];

/** What the tokenizer made of the corpus. */
export type CorpusStatistics = Schemas["CorpusStatistics"];

export type SharedAttempt = Schemas["SharedAttempt"];
/** An experiment as people with a link see it. */
export type SharedExperiment = Schemas["SharedExperiment"];

/** An experiment on a page for members and for people with a link. People with a link see fewer properties. */
export type ShownExperiment = SharedExperiment & Partial<Omit<Experiment, keyof SharedExperiment>>;

/** In `y`, a value that was not a finite number is null. */
export type Curve = Schemas["Curve"];
/** The formats of files with points. */
export type PointFormat = "csv" | "parquet";
export type ExperimentCurves = Schemas["ExperimentCurves"];

/** The layer is null for terms outside the blocks. */
export type FlopsTerm = Schemas["FlopsTerm"];
export type ExperimentFlops = Schemas["ExperimentFlops"];
export type FlopsEstimate = Schemas["SpecFlops"];

export type WaitingReason = Schemas["Waiting"];

export type Checkpoint = Schemas["Checkpoint"];
export type SamplesRequest = Schemas["SamplesRequest"];
/** Texts sampled from a checkpoint. Each token has the number of blocks that it went through. */
export type Samples = Schemas["Samples"];
export type Sample = Schemas["Sample"];
export type LogitsRequest = Schemas["LogitsRequest"];
export type Logits = Schemas["Logits"];
export type RoutingRequest = Schemas["RoutingRequest"];
/** Which token of a text went through which block. The entry of a token in a block is at its index in the lists of the block. */
export type RoutingMap = Schemas["RoutingMap"];
export type MappedBlock = Schemas["MappedBlock"];
/** A number of a routing map with its 95 % interval. What cannot be said has a reason instead of a number. */
export type RoutingFigure = Schemas["RoutingFigure"];
export type RoutingPredictor = Schemas["RoutingPredictor"];
export type RoutingRelation = Schemas["RoutingRelation"];
export type RoutingOverlap = Schemas["RoutingOverlap"];

export type Corpus = Schemas["Corpus"];
export type CorpusDocument = Schemas["CorpusDocument"];
export type Tokenizer = Schemas["Tokenizer"];
export type Worker = Schemas["Worker"];

export type Study = Schemas["Study"];
export type StudySummary = Schemas["StudySummary"];
export type StudyProgress = Schemas["StudyProgress"];
export type StudyPlan = Schemas["StudyPlan"];
export type StudyPlanRow = Schemas["StudyPlanRow"];
/** What the finished experiments of a study say. What cannot be said has a reason instead of a number. */
export type StudyEqualSize = Schemas["StudyEqualSize"];
export type StudyAnalysis = Schemas["StudyAnalysis"];
export type StudyPoint = Schemas["StudyPoint"];
export type StudyBestSize = Schemas["StudyBestSize"];
export type StudyVerdict = Schemas["StudyVerdict"];
export type StudyPaperClaim = Schemas["StudyPaperClaim"];
/** A variant at the setting with the lowest mean loss. */
export type StudyBestSetting = Schemas["StudyBestSetting"];
/** A study as its page and its link show it. */
export type StudyReport = Schemas["StudyReport"];
/** A number with its 95 % interval. */
export type StudyEstimate = Schemas["StudyEstimate"];
/** The experiment that one starts from, and those that start from it. */
export type Lineage = Schemas["Lineage"];
export type Relative = Schemas["Relative"];
/** What a node and the process of an attempt used at one time. */
export type SystemPoint = Schemas["SystemPoint"];

export type Share = Schemas["Share"];
/** The only response that contains the token of the link. */
export type CreatedShare = Schemas["CreatedShare"];
export type Shared = Schemas["Shared"];

export type ApiToken = Schemas["ApiToken"];
/** The only response that contains the token. */
export type CreatedToken = Schemas["CreatedToken"];

export type WorkerToken = Schemas["WorkerToken"];

export type CreatedWorkerToken = Schemas["CreatedWorkerToken"];

export type Invitation = Schemas["Invitation"];
/** The purpose of an invitation or password link. */
export type OpenLink = Schemas["OpenLink"];
export type Person = Schemas["Person"];
export type AuditEvent = Schemas["AuditEvent"];
export type AuditPage = Schemas["AuditPage"];

export type FieldError = Schemas["BadField"];
