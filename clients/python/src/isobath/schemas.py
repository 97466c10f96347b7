"""The types of what the server takes and gives.

generate.py writes this file from the OpenAPI description of the server. Do not edit it.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class Acceptance(TypedDict):
    email: NotRequired[str | None]
    name: NotRequired[str | None]
    password: NotRequired[str | None]
    token: NotRequired[str | None]


class ActionResult(TypedDict):
    id: str
    name: str | None
    outcome: Literal['DONE', 'REFUSED', 'NOT_FOUND']
    reason: str | None


class Addition(TypedDict):
    at: str
    by: str
    entries: dict[str, Any]


class ApiToken(TypedDict):
    createdAt: str
    expiresAt: str | None
    id: str
    lastUsedAt: str | None
    name: str
    prefix: str


class Attempt(TypedDict):
    endedAt: str | None
    lastStep: int
    node: str
    note: str | None
    number: int
    processorClass: str | None
    reason: str | None
    resumedFromStep: int
    startedAt: str
    state: Literal['RUNNING', 'FINISHED', 'FAILED', 'STOPPED', 'LOST']


class AuditEvent(TypedDict):
    action: Literal['SET_UP', 'SIGNED_IN', 'SIGN_IN_REFUSED', 'SIGNED_OUT', 'TOKEN_CREATED', 'TOKEN_REVOKED', 'WORKER_TOKEN_CREATED', 'WORKER_TOKEN_ROTATED', 'WORKER_TOKEN_REVOKED', 'WORKER_DRAINED', 'WORKER_RETURNED', 'INVITED', 'JOINED', 'RESET_LINK_CREATED', 'PASSWORD_RESET', 'USER_DEACTIVATED', 'CORPUS_DELETED', 'TOKENIZER_DELETED', 'TOKENIZER_TRIED_AGAIN', 'EXPERIMENT_ARCHIVED', 'EXPERIMENT_UNARCHIVED', 'EXPERIMENT_DELETED', 'EXPERIMENT_RESTORED', 'EXPERIMENT_PURGED', 'STUDY_CREATED', 'STUDY_LAUNCHED', 'STUDY_CHANGED', 'STUDY_DELETED', 'VIEW_CREATED', 'VIEW_CHANGED', 'VIEW_DELETED', 'SHARE_CREATED', 'SHARE_REVOKED', 'SHARE_OPENED']
    actor: str | None
    actorId: str | None
    address: str | None
    at: str
    id: int
    subject: str


class AuditPage(TypedDict):
    events: list[AuditEvent]
    nextCursor: str | None


class BadField(TypedDict):
    detail: str
    pointer: str


class BulkAction(TypedDict):
    action: str
    expected: NotRequired[int | None]
    filter: NotRequired[str | None]
    ids: NotRequired[list[str] | None]
    tags: NotRequired[list[str] | None]


class BulkResult(TypedDict):
    action: str
    done: int
    matched: int
    refused: int
    results: list[ActionResult]


class CanonicalSpec(TypedDict):
    architecture: CanonicalSpecArchitectureBaseline | CanonicalSpecArchitectureMoe | CanonicalSpecArchitectureMod | CanonicalSpecArchitectureStagedMode | CanonicalSpecArchitectureIntegratedMode
    data: CanonicalSpecData
    name: str
    seed: int
    training: CanonicalSpecTraining


class CanonicalSpecArchitectureBaseline(TypedDict):
    feedForward: int
    heads: int
    kind: Literal['baseline']
    layers: int
    width: int


class CanonicalSpecArchitectureIntegratedMode(TypedDict):
    capacityFactor: float
    expertBalanceWeight: NotRequired[float]
    expertScheme: NotRequired[Literal['expert-choice', 'token-choice']]
    expertShares: NotRequired[Literal['softmax', 'renormalised']]
    experts: int
    feedForward: int
    heads: int
    kind: Literal['integrated-mode']
    layers: int
    noOpRate: NotRequired[float]
    noOpShare: NotRequired[float]
    noOps: int
    topM: NotRequired[int]
    width: int


class CanonicalSpecArchitectureMod(TypedDict):
    auxiliaryWeight: NotRequired[float]
    balanceWeight: NotRequired[float]
    capacity: float | CanonicalSpecArchitectureModCapacity2 | list[float | CanonicalSpecArchitectureModCapacity3Item2 | None]
    capacitySchedule: NotRequired[CanonicalSpecArchitectureModCapacitySchedule]
    causal: NotRequired[Literal['none', 'auxiliary', 'predictor']]
    feedForward: int
    gate: Literal['block', 'mlp']
    heads: int
    kind: Literal['mod']
    layers: int
    predictorWidth: NotRequired[int]
    routeEvery: NotRequired[int]
    routeOffset: NotRequired[int]
    routedLayers: NotRequired[list[int]]
    routerActivation: Literal['linear', 'sigmoid']
    scheme: NotRequired[Literal['expert-choice', 'token-choice', 'threshold', 'stochastic']]
    width: int


class CanonicalSpecArchitectureModCapacity2(TypedDict):
    tokens: int


class CanonicalSpecArchitectureModCapacity3Item2(TypedDict):
    tokens: int


CanonicalSpecArchitectureModCapacitySchedule = TypedDict(
    'CanonicalSpecArchitectureModCapacitySchedule',
    {
        'from': "float",
        'steps': "int",
    },
)


class CanonicalSpecArchitectureMoe(TypedDict):
    capacityFactor: float
    expertBalanceWeight: NotRequired[float]
    expertScheme: NotRequired[Literal['expert-choice', 'token-choice']]
    expertShares: NotRequired[Literal['softmax', 'renormalised']]
    experts: int
    feedForward: int
    heads: int
    kind: Literal['moe']
    layers: int
    topM: NotRequired[int]
    width: int


class CanonicalSpecArchitectureStagedMode(TypedDict):
    auxiliaryWeight: NotRequired[float]
    balanceWeight: NotRequired[float]
    capacity: float | CanonicalSpecArchitectureStagedModeCapacity2 | list[float | CanonicalSpecArchitectureStagedModeCapacity3Item2 | None]
    capacityFactor: float
    capacitySchedule: NotRequired[CanonicalSpecArchitectureStagedModeCapacitySchedule]
    causal: NotRequired[Literal['none', 'auxiliary', 'predictor']]
    expertBalanceWeight: NotRequired[float]
    expertScheme: NotRequired[Literal['expert-choice', 'token-choice']]
    expertShares: NotRequired[Literal['softmax', 'renormalised']]
    experts: int
    feedForward: int
    gate: Literal['block', 'mlp']
    heads: int
    kind: Literal['staged-mode']
    layers: int
    predictorWidth: NotRequired[int]
    routeEvery: NotRequired[int]
    routeOffset: NotRequired[int]
    routedLayers: NotRequired[list[int]]
    routerActivation: Literal['linear', 'sigmoid']
    scheme: NotRequired[Literal['expert-choice', 'token-choice', 'threshold', 'stochastic']]
    topM: NotRequired[int]
    width: int


class CanonicalSpecArchitectureStagedModeCapacity2(TypedDict):
    tokens: int


class CanonicalSpecArchitectureStagedModeCapacity3Item2(TypedDict):
    tokens: int


CanonicalSpecArchitectureStagedModeCapacitySchedule = TypedDict(
    'CanonicalSpecArchitectureStagedModeCapacitySchedule',
    {
        'from': "float",
        'steps': "int",
    },
)


class CanonicalSpecData(TypedDict):
    """What the model is trained on."""

    allowUnknown: NotRequired[bool]
    corpus: str
    sequenceLength: int
    tokenizer: str
    validationFraction: float
    vocabulary: NotRequired[int]


class CanonicalSpecTraining(TypedDict):
    """How and for how long it is trained."""

    accumulate: NotRequired[int]
    baseHeads: NotRequired[int]
    baseLayers: NotRequired[int]
    baseWidth: NotRequired[int]
    batch: int
    beta1: float
    beta2: float
    budget: Any
    cooldown: NotRequired[float]
    deterministic: NotRequired[bool]
    device: NotRequired[Literal['cpu', 'cuda']]
    epsilon: float
    evaluateEvery: int
    evaluationBatches: NotRequired[int]
    evaluationTokens: NotRequired[int]
    finalLearningRate: float
    gradientClip: float
    learningRate: float
    parametrization: NotRequired[Literal['standard', 'mup', 'completep']]
    precision: Literal['f32', 'bf16']
    schedule: NotRequired[Literal['cosine', 'wsd', 'constant']]
    startFrom: NotRequired[CanonicalSpecTrainingStartFrom]
    warmup: float
    weightDecay: float


class CanonicalSpecTrainingStartFrom(TypedDict):
    """A checkpoint of another experiment of the project that the run begins with, in place of first weights from the seed."""

    experiment: str
    state: Literal['all', 'weights']
    step: int


class Checkpoint(TypedDict):
    bytes: int
    createdAt: str
    damage: str | None
    id: str
    sha256: str
    sound: NotRequired[bool]
    step: int


class CheckpointList(TypedDict):
    checkpoints: list[Checkpoint]


class Corpus(TypedDict):
    bytes: int
    createdAt: str
    createdBy: str | None
    documents: int
    field: str | None
    formats: list[Literal['TEXT', 'JSON_LINES', 'JSON_LIST']]
    id: str
    name: str
    preview: str
    sha256: str
    skippedRecords: int


class CorpusDocument(TypedDict):
    bytes: int
    name: str


class CorpusList(TypedDict):
    corpora: list[Corpus]


class CorpusStatistics(TypedDict):
    bytesPerToken: float
    heldOutTokens: int
    lostShare: float
    specialTokens: int
    trainingTokens: int
    unknownShare: float


class CreatedShare(TypedDict):
    createdAt: str
    createdBy: str | None
    experiments: list[str]
    expiresAt: str
    id: str
    kind: Literal['experiment', 'comparison', 'study']
    lastOpenedAt: str | None
    revokedAt: str | None
    study: str | None
    studyName: str | None
    title: str | None
    token: str
    url: str
    view: str


class CreatedToken(TypedDict):
    createdAt: str
    expiresAt: str | None
    id: str
    lastUsedAt: str | None
    name: str
    prefix: str
    token: str


class CreatedWorkerToken(TypedDict):
    createdAt: str
    id: str
    name: str
    node: str | None
    prefix: str
    token: str


class Curve(TypedDict):
    buckets: CurveBuckets | None
    metric: str
    points: int
    smoothed: list[float | Literal['NaN', 'Infinity', '-Infinity']] | None
    x: list[float]
    y: list[float | Literal['NaN', 'Infinity', '-Infinity']]


CurveBuckets = TypedDict(
    'CurveBuckets',
    {
        'first': "list[float | Literal['NaN', 'Infinity', '-Infinity']]",
        'from': "list[float]",
        'last': "list[float | Literal['NaN', 'Infinity', '-Infinity']]",
        'max': "list[float | Literal['NaN', 'Infinity', '-Infinity']]",
        'min': "list[float | Literal['NaN', 'Infinity', '-Infinity']]",
        'notFinite': "list[int] | None",
        'steps': "int",
    },
)


class CurveList(TypedDict):
    curves: list[Curve]


class CurvesOfExperiments(TypedDict):
    experiments: list[ExperimentCurves]
    notFound: list[str]


class DeletedExperiment(TypedDict):
    createdBy: str | None
    deletedAt: str
    deletedBy: str | None
    id: str
    kind: str
    name: str
    restorableUntil: str


class DeletedList(TypedDict):
    experiments: list[DeletedExperiment]


class DocumentList(TypedDict):
    documents: list[CorpusDocument]
    total: int


class Experiment(TypedDict):
    archivedAt: str | None
    attemptHistory: list[Attempt]
    attempts: int
    cancelRequested: bool
    corpus: str
    corpusStatistics: CorpusStatistics | None
    createdAt: str
    createdBy: str | None
    finishedAt: str | None
    flopsBefore: float
    flopsConvention: str
    flopsExecuted: float
    flopsPerStep: int
    flopsPlanned: float
    id: str
    kind: Literal['baseline', 'moe', 'mod', 'staged-mode', 'integrated-mode', 'external']
    name: str
    notes: str
    parameters: int
    priority: int
    project: str
    queuedAt: str
    seconds: float
    secondsLeft: float | None
    spec: CanonicalSpec
    startedAt: str | None
    state: Literal['QUEUED', 'RUNNING', 'PAUSED', 'FINISHED', 'FAILED', 'CANCELLED']
    stateReason: str
    step: int
    steps: int
    tags: list[str]
    tokensPerSecond: float | Literal['NaN', 'Infinity', '-Infinity'] | None
    trainLoss: float | Literal['NaN', 'Infinity', '-Infinity'] | None
    updatedAt: str
    valLoss: float | Literal['NaN', 'Infinity', '-Infinity'] | None


class ExperimentChange(TypedDict):
    name: NotRequired[str | None]
    notes: NotRequired[str | None]
    priority: NotRequired[int | None]
    tags: NotRequired[list[str] | None]


class ExperimentCurves(TypedDict):
    curves: list[Curve]
    id: str


class ExperimentField(TypedDict):
    choices: list[str]
    groupable: bool
    name: str
    shortName: str
    sortable: bool
    type: Literal['NUMBER', 'TEXT', 'CHOICE', 'FLAG', 'TIME', 'TAGS', 'NUMBERS']


class ExperimentFlops(TypedDict):
    convention: str
    flopsExecuted: float
    flopsPerStep: int
    flopsPlanned: float
    forwardPerSequence: int
    perSequence: list[FlopsTerm]
    steps: int
    trainingPerSequence: int


class ExperimentGroup(TypedDict):
    experiments: int
    filter: str
    firstName: str
    ids: list[str]
    key: dict[str, Any]
    lastName: str
    settings: dict[str, Any]
    states: dict[str, int]
    values: dict[str, GroupValues]


class ExperimentList(TypedDict):
    experiments: list[Experiment]
    nextCursor: str | None
    total: int
    values: list[dict[str, Any]]


class ExperimentSpec(TypedDict):
    architecture: ExperimentSpecArchitectureBaseline | ExperimentSpecArchitectureMoe | ExperimentSpecArchitectureMod | ExperimentSpecArchitectureStagedMode | ExperimentSpecArchitectureIntegratedMode
    data: ExperimentSpecData
    name: str
    seed: NotRequired[int | None]
    training: ExperimentSpecTraining


class ExperimentSpecArchitectureBaseline(TypedDict):
    feedForward: NotRequired[int | None]
    heads: NotRequired[int | None]
    kind: Literal['baseline']
    layers: int
    width: int


class ExperimentSpecArchitectureIntegratedMode(TypedDict):
    capacityFactor: NotRequired[float | None]
    expertBalanceWeight: NotRequired[float | None]
    expertScheme: NotRequired[Literal['expert-choice', 'token-choice'] | None]
    expertShares: NotRequired[Literal['softmax', 'renormalised'] | None]
    experts: NotRequired[int | None]
    feedForward: NotRequired[int | None]
    heads: NotRequired[int | None]
    kind: Literal['integrated-mode']
    layers: int
    noOpRate: NotRequired[float | None]
    noOpShare: NotRequired[float | None]
    noOps: NotRequired[int | None]
    topM: NotRequired[int | None]
    width: int


class ExperimentSpecArchitectureMod(TypedDict):
    auxiliaryWeight: NotRequired[float | None]
    balanceWeight: NotRequired[float | None]
    capacity: NotRequired[float | ExperimentSpecArchitectureModCapacity2 | list[float | ExperimentSpecArchitectureModCapacity3Item2 | None] | None]
    capacitySchedule: NotRequired[ExperimentSpecArchitectureModCapacitySchedule | None]
    causal: NotRequired[Literal['none', 'auxiliary', 'predictor'] | None]
    feedForward: NotRequired[int | None]
    gate: NotRequired[Literal['block', 'mlp'] | None]
    heads: NotRequired[int | None]
    kind: Literal['mod']
    layers: int
    predictorWidth: NotRequired[int | None]
    routeEvery: NotRequired[int | None]
    routeOffset: NotRequired[int | None]
    routedLayers: NotRequired[list[int] | None]
    routerActivation: NotRequired[Literal['linear', 'sigmoid'] | None]
    scheme: NotRequired[Literal['expert-choice', 'token-choice', 'threshold', 'stochastic'] | None]
    width: int


class ExperimentSpecArchitectureModCapacity2(TypedDict):
    tokens: int


class ExperimentSpecArchitectureModCapacity3Item2(TypedDict):
    tokens: int


ExperimentSpecArchitectureModCapacitySchedule = TypedDict(
    'ExperimentSpecArchitectureModCapacitySchedule',
    {
        'from': "NotRequired[float | None]",
        'steps': "int",
    },
)


class ExperimentSpecArchitectureMoe(TypedDict):
    capacityFactor: NotRequired[float | None]
    expertBalanceWeight: NotRequired[float | None]
    expertScheme: NotRequired[Literal['expert-choice', 'token-choice'] | None]
    expertShares: NotRequired[Literal['softmax', 'renormalised'] | None]
    experts: NotRequired[int | None]
    feedForward: NotRequired[int | None]
    heads: NotRequired[int | None]
    kind: Literal['moe']
    layers: int
    topM: NotRequired[int | None]
    width: int


class ExperimentSpecArchitectureStagedMode(TypedDict):
    auxiliaryWeight: NotRequired[float | None]
    balanceWeight: NotRequired[float | None]
    capacity: NotRequired[float | ExperimentSpecArchitectureStagedModeCapacity2 | list[float | ExperimentSpecArchitectureStagedModeCapacity3Item2 | None] | None]
    capacityFactor: NotRequired[float | None]
    capacitySchedule: NotRequired[ExperimentSpecArchitectureStagedModeCapacitySchedule | None]
    causal: NotRequired[Literal['none', 'auxiliary', 'predictor'] | None]
    expertBalanceWeight: NotRequired[float | None]
    expertScheme: NotRequired[Literal['expert-choice', 'token-choice'] | None]
    expertShares: NotRequired[Literal['softmax', 'renormalised'] | None]
    experts: NotRequired[int | None]
    feedForward: NotRequired[int | None]
    gate: NotRequired[Literal['block', 'mlp'] | None]
    heads: NotRequired[int | None]
    kind: Literal['staged-mode']
    layers: int
    predictorWidth: NotRequired[int | None]
    routeEvery: NotRequired[int | None]
    routeOffset: NotRequired[int | None]
    routedLayers: NotRequired[list[int] | None]
    routerActivation: NotRequired[Literal['linear', 'sigmoid'] | None]
    scheme: NotRequired[Literal['expert-choice', 'token-choice', 'threshold', 'stochastic'] | None]
    topM: NotRequired[int | None]
    width: int


class ExperimentSpecArchitectureStagedModeCapacity2(TypedDict):
    tokens: int


class ExperimentSpecArchitectureStagedModeCapacity3Item2(TypedDict):
    tokens: int


ExperimentSpecArchitectureStagedModeCapacitySchedule = TypedDict(
    'ExperimentSpecArchitectureStagedModeCapacitySchedule',
    {
        'from': "NotRequired[float | None]",
        'steps': "int",
    },
)


class ExperimentSpecData(TypedDict):
    """What the model is trained on."""

    allowUnknown: NotRequired[bool | None]
    corpus: str
    sequenceLength: int
    tokenizer: NotRequired[str | None]
    validationFraction: NotRequired[float | None]
    vocabulary: NotRequired[int | None]


class ExperimentSpecTraining(TypedDict):
    """How and for how long it is trained."""

    accumulate: NotRequired[int | None]
    baseHeads: NotRequired[int | None]
    baseLayers: NotRequired[int | None]
    baseWidth: NotRequired[int | None]
    batch: int
    beta1: NotRequired[float | None]
    beta2: NotRequired[float | None]
    budget: Any
    cooldown: NotRequired[float | None]
    deterministic: NotRequired[bool | None]
    device: NotRequired[Literal['cpu', 'cuda'] | None]
    epsilon: NotRequired[float | None]
    evaluateEvery: NotRequired[int | None]
    evaluationBatches: NotRequired[int | None]
    evaluationTokens: NotRequired[int | None]
    finalLearningRate: NotRequired[float | None]
    gradientClip: NotRequired[float | None]
    learningRate: NotRequired[float | None]
    parametrization: NotRequired[Literal['standard', 'mup', 'completep'] | None]
    precision: NotRequired[Literal['f32', 'bf16'] | None]
    schedule: NotRequired[Literal['cosine', 'wsd', 'constant'] | None]
    startFrom: NotRequired[ExperimentSpecTrainingStartFrom | None]
    warmup: NotRequired[float | None]
    weightDecay: NotRequired[float | None]


class ExperimentSpecTrainingStartFrom(TypedDict):
    """A checkpoint of another experiment of the project that the run begins with, in place of first weights from the seed."""

    experiment: str
    state: NotRequired[Literal['all', 'weights'] | None]
    step: NotRequired[int | None]


class Export(TypedDict):
    curves: dict[str, list[Curve]]
    experiment: Experiment
    flops: ExperimentFlops


class FieldList(TypedDict):
    fields: list[ExperimentField]
    metrics: list[str]
    metricsWithBest: list[str]


class FlopsTerm(TypedDict):
    backward: int
    forward: int
    layer: int | None
    module: str
    operation: Literal['MATRIX_PRODUCT', 'SOFTMAX', 'LOOKUP']


class GroupList(TypedDict):
    differing: list[str]
    experiments: int
    groups: list[ExperimentGroup]
    nextCursor: str | None
    total: int


class GroupValues(TypedDict):
    deviation: float | None
    greatest: float | None
    least: float | None
    mean: float | None
    n: int
    notFinite: int


class HistoryView(TypedDict):
    changes: list[StateChange]


class Invitation(TypedDict):
    expiresAt: str
    token: str
    url: str


class Likely(TypedDict):
    piece: str
    probability: float
    token: int


class Lineage(TypedDict):
    origin: Relative | None
    successors: list[Relative]


class ListSettings(TypedDict):
    by: list[str] | None
    columns: list[str] | None
    filter: str | None
    kind: list[str] | None
    over: str | None
    q: str | None
    sort: str | None
    state: list[str] | None
    tag: str | None


class Logits(TypedDict):
    checkpoint: str
    likely: list[list[Likely]]
    logits: list[list[float]] | None
    note: str | None
    pieces: list[str]
    routed: list[Routed]
    routing: Literal['top-k', 'causal']
    step: int
    tokens: list[int]
    vocabulary: int


class LogitsRequest(TypedDict):
    checkpoint: NotRequired[str | None]
    routing: NotRequired[Literal['top-k', 'causal']]
    text: str
    whole: NotRequired[bool | None]


class MappedBlock(TypedDict):
    entered: list[bool] | None
    layer: int
    paths: list[list[int]] | None
    probabilities: list[float] | None
    routed: bool
    shares: list[list[float]] | None
    sigmoid: bool
    threshold: float | None
    through: list[bool]
    weights: list[float] | None


class ModuleFlops(TypedDict):
    backward: int
    forward: int
    module: str


class NewInvitation(TypedDict):
    email: NotRequired[str | None]


class NewSavedView(TypedDict):
    name: NotRequired[str | None]
    settings: NotRequired[ListSettings | None]
    version: NotRequired[int | None]
    visibility: NotRequired[str | None]


class NewShare(TypedDict):
    experiments: NotRequired[list[str] | None]
    expiresInDays: NotRequired[int | None]
    study: NotRequired[str | None]
    title: NotRequired[str | None]
    view: NotRequired[str | None]


class NewToken(TypedDict):
    expiresInDays: NotRequired[int | None]
    name: NotRequired[str | None]


class NewWorkerToken(TypedDict):
    name: NotRequired[str | None]


class NodeDrain(TypedDict):
    at: str
    by: str


class NodeFit(TypedDict):
    could: bool
    node: str
    why: str


class OpenLink(TypedDict):
    email: str | None
    expiresAt: str | None
    name: str | None
    purpose: Literal['SETUP', 'INVITATION', 'PASSWORD_RESET']


class PastError(TypedDict):
    factor: float
    runs: int


class Person(TypedDict):
    createdAt: str
    deactivatedAt: str | None
    email: str
    id: str
    name: str
    role: Literal['ADMIN', 'MEMBER']
    signedInAt: str | None


class PlanChange(TypedDict):
    drop: NotRequired[list[str] | None]
    keep: NotRequired[list[str] | None]


class Problem(TypedDict):
    detail: str
    errors: NotRequired[list[BadField] | None]
    instance: NotRequired[str | None]
    status: int
    title: str
    type: str


class Project(TypedDict):
    name: str
    title: str


class ProjectList(TypedDict):
    projects: list[Project]


class Relative(TypedDict):
    exists: bool
    experiment: str
    name: str
    state: str
    step: int


class Routed(TypedDict):
    layer: int
    tokens: list[int]
    weights: list[float]


class RoutingBin(TypedDict):
    depth: RoutingFigure
    high: float
    low: float
    mean: float


class RoutingClassDepth(TypedDict):
    depth: RoutingFigure
    tokenClass: Literal['letters', 'digits', 'space', 'punctuation', 'other']


class RoutingFigure(TypedDict):
    high: float | None
    low: float | None
    n: int
    reason: str | None
    value: float | None


class RoutingMap(TypedDict):
    blocks: list[MappedBlock]
    checkpoint: str
    depths: list[int]
    entropies: list[float]
    experts: int
    losses: list[float | None]
    noOps: int
    note: str | None
    pieces: list[str]
    routing: Literal['top-k', 'causal']
    statistics: RoutingStatistics
    step: int
    tokens: list[int]


class RoutingOverlap(TypedDict):
    byChance: float
    jaccard: RoutingFigure
    one: int
    other: int


class RoutingPredictor(TypedDict):
    accuracy: RoutingFigure
    baseRate: RoutingFigure
    falseNegatives: int
    falsePositives: int
    layer: int | None
    precision: RoutingFigure
    recall: RoutingFigure
    trueNegatives: int
    truePositives: int


class RoutingRelation(TypedDict):
    bins: list[RoutingBin]
    quantity: str
    reason: str | None
    spearman: RoutingFigure


class RoutingRequest(TypedDict):
    checkpoint: NotRequired[str | None]
    routing: NotRequired[Literal['top-k', 'causal']]
    text: str


class RoutingStatistics(TypedDict):
    classes: list[RoutingClassDepth]
    noPredictors: str | None
    overlaps: list[RoutingOverlap]
    predictors: list[RoutingPredictor]
    relations: list[RoutingRelation]


class RunningAttempt(TypedDict):
    experimentId: str
    experimentName: str
    number: int


class Sample(TypedDict):
    depths: list[int]
    ended: Literal['length', 'stop']
    pieces: list[str]
    text: str
    tokens: list[int]


class Samples(TypedDict):
    checkpoint: str
    note: str | None
    samples: list[Sample]
    seed: int
    step: int
    tokensPerSecond: float


class SamplesRequest(TypedDict):
    checkpoint: NotRequired[str | None]
    count: NotRequired[int | None]
    prompt: str
    seed: NotRequired[int | None]
    stop: NotRequired[list[str] | None]
    temperature: NotRequired[float | None]
    tokens: int
    topP: NotRequired[float | None]


class SavedView(TypedDict):
    changeable: bool
    createdAt: str
    id: str
    mine: bool
    name: str
    owner: str
    settings: ListSettings
    updatedAt: str
    version: int
    visibility: Literal['PRIVATE', 'PROJECT']


class SavedViewList(TypedDict):
    views: list[SavedView]


class Session(TypedDict):
    setupRequired: bool
    user: User | None


class SetupRequest(TypedDict):
    email: NotRequired[str | None]
    name: NotRequired[str | None]
    password: NotRequired[str | None]
    token: NotRequired[str | None]


class Share(TypedDict):
    createdAt: str
    createdBy: str | None
    experiments: list[str]
    expiresAt: str
    id: str
    kind: Literal['experiment', 'comparison', 'study']
    lastOpenedAt: str | None
    revokedAt: str | None
    study: str | None
    studyName: str | None
    title: str | None
    view: str


class ShareList(TypedDict):
    shares: list[Share]


class Shared(TypedDict):
    experiments: list[SharedExperiment]
    expiresAt: str
    kind: Literal['experiment', 'comparison', 'study']
    study: StudyReport | None
    title: str | None
    view: str


class SharedAttempt(TypedDict):
    endedAt: str | None
    lastStep: int
    number: int
    resumedFromStep: int
    startedAt: str
    state: Literal['RUNNING', 'FINISHED', 'FAILED', 'STOPPED', 'LOST']


class SharedCurves(TypedDict):
    experiments: list[ExperimentCurves]


class SharedExperiment(TypedDict):
    attemptHistory: list[SharedAttempt]
    attempts: int
    corpus: str
    createdAt: str
    finishedAt: str | None
    flopsBefore: float
    flopsConvention: str
    flopsExecuted: float
    flopsPerStep: int
    flopsPlanned: float
    id: str
    kind: Literal['baseline', 'moe', 'mod', 'staged-mode', 'integrated-mode', 'external']
    name: str
    parameters: int
    queuedAt: str
    seconds: float
    secondsLeft: float | None
    spec: CanonicalSpec
    startedAt: str | None
    state: Literal['QUEUED', 'RUNNING', 'PAUSED', 'FINISHED', 'FAILED', 'CANCELLED']
    step: int
    steps: int
    tags: list[str]
    tokensPerSecond: float | Literal['NaN', 'Infinity', '-Infinity'] | None
    trainLoss: float | Literal['NaN', 'Infinity', '-Infinity'] | None
    valLoss: float | Literal['NaN', 'Infinity', '-Infinity'] | None


class SignIn(TypedDict):
    email: NotRequired[str | None]
    password: NotRequired[str | None]


class SpecFlops(TypedDict):
    convention: str
    flopsPerStep: int
    flopsPlanned: float
    forwardPerSequence: int
    kind: Literal['baseline', 'moe', 'mod', 'staged-mode', 'integrated-mode']
    modules: list[ModuleFlops]
    parameters: int
    relativeToBaseline: float
    spec: CanonicalSpec
    steps: int
    tokens: int


StateChange = TypedDict(
    'StateChange',
    {
        'at': "str",
        'attempt': "int | None",
        'from': "Literal['QUEUED', 'RUNNING', 'PAUSED', 'FINISHED', 'FAILED', 'CANCELLED']",
        'reason': "str",
        'to': "Literal['QUEUED', 'RUNNING', 'PAUSED', 'FINISHED', 'FAILED', 'CANCELLED']",
    },
)


StreamingResponseBody = Any


class Study(TypedDict):
    additions: list[Addition]
    createdAt: str
    createdBy: str | None
    design: str
    document: dict[str, Any]
    grown: dict[str, Any]
    id: str
    launchedAt: str | None
    name: str
    progress: StudyProgress
    project: str
    question: str
    settings: StudySettings


class StudyActionResult(TypedDict):
    action: str
    done: int
    refused: int


class StudyAnalysis(TypedDict):
    axis: Literal['FLOPS', 'PARAMETERS']
    baseline: str
    best: list[StudyBestSetting]
    claims: list[StudyClaim]
    isoFlops: list[StudyBestSize]
    leftOut: list[str]
    means: list[StudyMean]
    paper: list[StudyPaperClaim]
    points: list[StudyPoint]
    sizeFrontiers: list[StudyFrontier]
    surfaces: list[StudySurface]
    sweeps: list[StudySweep]
    unit: str
    verdicts: list[StudyVerdict]


class StudyBestSetting(TypedDict):
    budget: float | None
    experiments: list[str]
    flopsPerStep: int
    hardware: str
    point: str
    reason: str | None
    stepsPerSecond: StudyEstimate | None
    variant: str


class StudyBestSize(TypedDict):
    budget: float
    curvature: float | None
    loss: StudyEstimate | None
    reason: str | None
    runs: int
    size: StudyEstimate | None
    surfaceAgrees: str | None
    variant: str


class StudyChange(TypedDict):
    flopsLimit: NotRequired[float | None]
    priority: NotRequired[int | None]
    stopOnFailure: NotRequired[bool | None]


class StudyClaim(TypedDict):
    holds: bool
    sentence: str
    trend: StudyEstimate | None
    variant: str


class StudyCorpus(TypedDict):
    bytes: int | None
    name: str
    sha256: str | None


class StudyEqualSize(TypedDict):
    forwardFlops: float
    heads: int
    layers: int
    ratio: float
    wanted: float
    width: int


class StudyEstimate(TypedDict):
    high: float | None
    low: float | None
    method: str
    n: int
    reason: str | None
    value: float


class StudyFrontier(TypedDict):
    exponent: StudyEstimate | None
    lossCurve: str | None
    reason: str | None
    variant: str


class StudyList(TypedDict):
    studies: list[StudySummary]


class StudyMean(TypedDict):
    loss: StudyEstimate | None
    point: str
    reason: str | None
    variant: str


class StudyPaperClaim(TypedDict):
    claim: str
    reproduced: Literal['REPRODUCED', 'NOT_REPRODUCED', 'WITHIN_NOISE', 'NOT_SETTLED']
    rule: str
    source: str
    variant: str


class StudyPlan(TypedDict):
    pastError: PastError | None
    rows: list[StudyPlanRow]
    totals: StudyPlanTotals


class StudyPlanRow(TypedDict):
    activeParameters: int | None
    budget: float | None
    decision: Literal['OK', 'DROP', 'LAUNCHED']
    experiment: str | None
    flopsForward: int | None
    flopsPerStep: int | None
    flopsPlanned: float | None
    heads: int | None
    key: str
    kind: str | None
    layers: int | None
    learningRate: float | None
    parameters: int | None
    reason: str | None
    reused: bool
    same: str | None
    seconds: float | None
    seed: int
    steps: int | None
    tokens: int | None
    tokensPerParameter: float | None
    trunkSteps: int | None
    variant: str
    width: int | None


class StudyPlanTotals(TypedDict):
    dropped: int
    experiments: int
    flops: float
    launched: int
    reused: int
    seconds: float | None


class StudyPoint(TypedDict):
    budget: float | None
    experiment: str
    flops: float
    key: str
    learningRate: float | None
    loss: float | None
    parameters: int
    seed: int
    size: float
    tokens: float
    variant: str


class StudyProgress(TypedDict):
    cancelled: int
    failed: int
    finished: int
    flopsExecuted: float
    flopsPlanned: float
    members: int
    paused: int
    queued: int
    running: int
    waiting: int


class StudyReport(TypedDict):
    analysis: StudyAnalysis
    createdAt: str
    design: str
    launchedAt: str | None
    limits: list[str]
    name: str
    plan: StudyPlan
    progress: StudyProgress
    question: str
    reproduction: StudyReproduction


class StudyReproduction(TypedDict):
    command: str
    corpora: list[StudyCorpus]
    study: str
    version: str


class StudySettings(TypedDict):
    flopsLimit: float | None
    priority: int
    stopOnFailure: bool


class StudySpec(TypedDict):
    """A set of experiments made for one comparison."""

    axes: NotRequired[dict[str, Any]]
    base: dict[str, Any]
    budgets: NotRequired[list[float]]
    changes: NotRequired[list[dict[str, Any]]]
    count: NotRequired[int]
    design: Literal['isoflop', 'learning-rate', 'seeds', 'grid', 'random', 'list']
    drawSeed: NotRequired[int]
    draws: NotRequired[dict[str, Any]]
    halving: NotRequired[StudySpecHalving]
    learningRates: NotRequired[list[float]]
    name: str
    question: NotRequired[str]
    seeds: NotRequired[list[int]]
    seedsAtBest: NotRequired[list[int]]
    sizes: NotRequired[list[StudySpecSizes1Item] | StudySpecSizes2]
    trunk: NotRequired[bool]
    variants: NotRequired[list[StudySpecVariantsItem]]


class StudySpecHalving(TypedDict):
    """Successive halving: only the best experiments go on at each rung."""

    at: list[float]
    keep: NotRequired[float]


class StudySpecSizes1Item(TypedDict):
    """A size."""

    heads: int
    layers: int
    width: int


class StudySpecSizes2(TypedDict):
    """Sizes by a rule."""

    headWidth: NotRequired[int]
    layerStep: NotRequired[int]
    widthPerLayer: NotRequired[float]
    widths: list[int]


class StudySpecVariantsItem(TypedDict):
    """One of the things that are compared."""

    change: dict[str, Any]
    name: str


class StudySummary(TypedDict):
    createdAt: str
    createdBy: str | None
    design: str
    id: str
    launchedAt: str | None
    name: str
    progress: StudyProgress
    question: str


class StudySurface(TypedDict):
    a: StudyEstimate | None
    alpha: StudyEstimate | None
    b: StudyEstimate | None
    beta: StudyEstimate | None
    bounds: list[str]
    check: str | None
    e: StudyEstimate | None
    reason: str | None
    relativeError: float | None
    sizeExponent: StudyEstimate | None
    variant: str


class StudySweep(TypedDict):
    bestRate: float | None
    budget: float | None
    edge: str | None
    loss: StudyEstimate | None
    optimum: StudyEstimate | None
    reason: str | None
    size: float
    variant: str


class StudyVerdict(TypedDict):
    adjustedP: float | None
    at: str
    budget: float | None
    decision: Literal['BETTER', 'WORSE', 'WITHIN_NOISE', 'NOT_SETTLED']
    difference: StudyEstimate | None
    hardware: str | None
    notes: list[str]
    percent: StudyEstimate | None
    rule: str
    seedsToSettle: int | None
    sentence: str
    speedUp: StudyEstimate | None
    speedUpReason: str | None
    variant: str
    wallClock: StudyEstimate | None


class SystemCurve(TypedDict):
    points: list[SystemPoint]


class SystemPoint(TypedDict):
    at: str
    cpu: float | None
    gpu: float | None
    gpuMemoryBytes: float | None
    memoryBytes: float | None
    processCpu: float | None
    processMemoryBytes: float | None


class TokenList(TypedDict):
    tokens: list[ApiToken]


class Tokenizer(TypedDict):
    bytes: int
    createdAt: str
    createdBy: str | None
    holdsExperiments: bool
    id: str
    model: str
    name: str
    sha256: str
    state: Literal['UNTRIED', 'USABLE', 'UNUSABLE']
    stateReason: str
    verdict: TokenizerVerdict | None
    vocabulary: int


class TokenizerList(TypedDict):
    tokenizers: list[Tokenizer]


class TokenizerVerdict(TypedDict):
    at: str
    library: str | None
    lossless: bool | None
    node: str | None
    texts: list[TriedText]
    vocabulary: int | None


class TriedText(TypedDict):
    lossless: bool
    lostShare: float
    name: str
    tokens: int
    unknownShare: float


class User(TypedDict):
    email: str
    id: str
    name: str
    role: Literal['ADMIN', 'MEMBER']


class UserList(TypedDict):
    users: list[Person]


class Waiting(TypedDict):
    device: str
    deviceMemoryBytes: int | None
    job: WaitingJob | None
    memoryBytes: int | None
    nodes: list[NodeFit]
    notBefore: str | None
    place: int | None
    reason: str


class WaitingJob(TypedDict):
    expectedStart: str | None
    id: str | None
    name: str
    says: str | None
    scheduler: str


class Worker(TypedDict):
    attempts: list[RunningAttempt]
    busy: int
    cores: int
    device: str
    deviceMemoryBytes: int | None
    drained: NodeDrain | None
    hostname: str
    idle: str | None
    labels: list[str]
    lastSeenAt: str
    memoryBytes: int
    name: str
    processorClass: str | None
    slots: int
    state: Literal['online', 'offline']
    version: str


class WorkerList(TypedDict):
    workers: list[Worker]


class WorkerToken(TypedDict):
    createdAt: str
    createdByName: str | None
    id: str
    lastUsedAt: str | None
    name: str
    node: str | None
    oneNode: bool
    prefix: str


class WorkerTokenList(TypedDict):
    tokens: list[WorkerToken]
