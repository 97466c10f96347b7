"""The operations of the server, one method for each.

generate.py writes this file from the OpenAPI description of the server. Do not edit it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from . import schemas
from .transport import Transport, path


class Operations:
    """Calls the server. A refusal is raised as a ProblemError."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def accept_invitation(self, body: schemas.Acceptance | Mapping[str, Any]) -> schemas.Session:
        """POST /api/invitations/accept"""
        return cast('schemas.Session', self._transport.json('POST', path('/api/invitations/accept'), body=body))

    def act_on_experiments(self, project: str, body: schemas.BulkAction | Mapping[str, Any]) -> schemas.BulkResult:
        """Does the same with many experiments, which are named by ids or by a filter: cancel, pause, resume, retry, tag, untag, archive, unarchive, delete or restore. Each experiment is changed on its own, and the answer says for each what became of it."""
        return cast('schemas.BulkResult', self._transport.json('POST', path('/api/projects/{project}/experiments/actions', project), body=body))

    def add_view(self, project: str, body: schemas.NewSavedView | Mapping[str, Any]) -> schemas.SavedView:
        """POST /api/projects/{project}/views"""
        return cast('schemas.SavedView', self._transport.json('POST', path('/api/projects/{project}/views', project), body=body))

    def analyse_study(self, id: str, *, axis: str | None = None, baseline: str | None = None) -> schemas.StudyAnalysis:
        """What the finished experiments say: best sizes, fitted surfaces, learning rates, means over seeds, and a verdict on each variant against the baseline. Every number has its interval, n, and how it was computed. What cannot be said has a reason."""
        return cast('schemas.StudyAnalysis', self._transport.json('GET', path('/api/studies/{id}/analysis', id), query={'axis': axis, 'baseline': baseline}))

    def archive_experiment(self, id: str) -> schemas.Experiment:
        """POST /api/experiments/{id}/archive"""
        return cast('schemas.Experiment', self._transport.json('POST', path('/api/experiments/{id}/archive', id)))

    def ask_for_logits(self, id: str, body: schemas.LogitsRequest | Mapping[str, Any]) -> schemas.Logits:
        """POST /api/experiments/{id}/logits"""
        return cast('schemas.Logits', self._transport.json('POST', path('/api/experiments/{id}/logits', id), body=body))

    def ask_for_routing(self, id: str, body: schemas.RoutingRequest | Mapping[str, Any]) -> schemas.RoutingMap:
        """POST /api/experiments/{id}/routing"""
        return cast('schemas.RoutingMap', self._transport.json('POST', path('/api/experiments/{id}/routing', id), body=body))

    def ask_for_samples(self, id: str, body: schemas.SamplesRequest | Mapping[str, Any]) -> schemas.Samples:
        """POST /api/experiments/{id}/samples"""
        return cast('schemas.Samples', self._transport.json('POST', path('/api/experiments/{id}/samples', id), body=body))

    def cancel_experiment(self, id: str) -> schemas.Experiment:
        """POST /api/experiments/{id}/cancel"""
        return cast('schemas.Experiment', self._transport.json('POST', path('/api/experiments/{id}/cancel', id)))

    def cancel_study(self, id: str) -> schemas.StudyActionResult:
        """POST /api/studies/{id}/cancel"""
        return cast('schemas.StudyActionResult', self._transport.json('POST', path('/api/studies/{id}/cancel', id)))

    def change_experiment(self, id: str, body: schemas.ExperimentChange | Mapping[str, Any]) -> schemas.Experiment:
        """PATCH /api/experiments/{id}"""
        return cast('schemas.Experiment', self._transport.json('PATCH', path('/api/experiments/{id}', id), body=body))

    def change_study(self, id: str, body: schemas.StudyChange | Mapping[str, Any]) -> schemas.Study:
        """Changes how the study is run. A field that is left out stays as it is. The priority is that of the experiments that it submits, those in the queue included. With flopsLimit null there is no limit."""
        return cast('schemas.Study', self._transport.json('PATCH', path('/api/studies/{id}', id), body=body))

    def change_study_plan(self, id: str, body: schemas.PlanChange | Mapping[str, Any]) -> schemas.StudyPlan:
        """PATCH /api/studies/{id}/plan"""
        return cast('schemas.StudyPlan', self._transport.json('PATCH', path('/api/studies/{id}/plan', id), body=body))

    def change_view(self, id: str, body: schemas.NewSavedView | Mapping[str, Any]) -> schemas.SavedView:
        """Changes a view to what the body says. The body has the version that the view had when it was read; with another one nothing is changed. A view of the project is changed by its owner or an administrator."""
        return cast('schemas.SavedView', self._transport.json('PUT', path('/api/views/{id}', id), body=body))

    def clone_experiment(self, id: str, body: dict[str, Any] | Mapping[str, Any] | None = None) -> schemas.Experiment:
        """Queues the same experiment again. The body is a merge patch (RFC 7396) on the spec: {"name": "with seed 2", "seed": 2} changes two fields and keeps all others, and null restores a default. The changed spec is checked like any other."""
        return cast('schemas.Experiment', self._transport.json('POST', path('/api/experiments/{id}/clone', id), body=body))

    def compare_curves(self, *, experiments: Sequence[str], metrics: Sequence[str] | None = None, x: str | None = None, from_: float | None = None, to: float | None = None, points: int | None = None, smoothing: str | None = None) -> schemas.CurvesOfExperiments:
        """GET /api/curves"""
        return cast('schemas.CurvesOfExperiments', self._transport.json('GET', path('/api/curves'), query={'experiments': experiments, 'metrics': metrics, 'x': x, 'from': from_, 'to': to, 'points': points, 'smoothing': smoothing}))

    def count_flops(self, body: schemas.ExperimentSpec | Mapping[str, Any] | str, *, project: str | None = None) -> schemas.SpecFlops:
        """POST /api/flops"""
        return cast('schemas.SpecFlops', self._transport.json('POST', path('/api/flops'), query={'project': project}, body=body))

    def create_invitation(self, body: schemas.NewInvitation | Mapping[str, Any] | None = None) -> schemas.Invitation:
        """POST /api/invitations"""
        return cast('schemas.Invitation', self._transport.json('POST', path('/api/invitations'), body=body))

    def create_reset_link(self, id: str) -> schemas.Invitation:
        """POST /api/users/{id}/reset-link"""
        return cast('schemas.Invitation', self._transport.json('POST', path('/api/users/{id}/reset-link', id)))

    def create_share(self, body: schemas.NewShare | Mapping[str, Any]) -> schemas.CreatedShare:
        """POST /api/shares"""
        return cast('schemas.CreatedShare', self._transport.json('POST', path('/api/shares'), body=body))

    def create_study(self, project: str, body: schemas.StudySpec | Mapping[str, Any] | str) -> schemas.Study:
        """Stores a study with its plan. Nothing runs before it is launched."""
        return cast('schemas.Study', self._transport.json('POST', path('/api/projects/{project}/studies', project), body=body))

    def create_token(self, body: schemas.NewToken | Mapping[str, Any]) -> schemas.CreatedToken:
        """POST /api/tokens"""
        return cast('schemas.CreatedToken', self._transport.json('POST', path('/api/tokens'), body=body))

    def create_worker_token(self, body: schemas.NewWorkerToken | Mapping[str, Any]) -> schemas.CreatedWorkerToken:
        """POST /api/worker-tokens"""
        return cast('schemas.CreatedWorkerToken', self._transport.json('POST', path('/api/worker-tokens'), body=body))

    def deactivate_user(self, id: str) -> schemas.Person:
        """POST /api/users/{id}/deactivate"""
        return cast('schemas.Person', self._transport.json('POST', path('/api/users/{id}/deactivate', id)))

    def delete_corpus(self, id: str) -> None:
        """DELETE /api/corpora/{id}"""
        self._transport.nothing('DELETE', path('/api/corpora/{id}', id))

    def delete_experiment(self, id: str) -> None:
        """Hides an experiment. It can be restored for some days, and is then removed with its points, logs and checkpoints. One that waits is cancelled; one that runs is refused."""
        self._transport.nothing('DELETE', path('/api/experiments/{id}', id))

    def delete_study(self, id: str) -> None:
        """Deletes the study. Its experiments stay."""
        self._transport.nothing('DELETE', path('/api/studies/{id}', id))

    def delete_tokenizer(self, id: str) -> None:
        """DELETE /api/tokenizers/{id}"""
        self._transport.nothing('DELETE', path('/api/tokenizers/{id}', id))

    def delete_view(self, id: str) -> None:
        """DELETE /api/views/{id}"""
        self._transport.nothing('DELETE', path('/api/views/{id}', id))

    def download_checkpoint(self, id: str, *, optimizer: bool | None = None) -> bytes:
        """GET /api/checkpoints/{id}/model.safetensors"""
        return self._transport.content('GET', path('/api/checkpoints/{id}/model.safetensors', id), query={'optimizer': optimizer})

    def download_checkpoint_spec(self, id: str) -> schemas.CanonicalSpec:
        """GET /api/checkpoints/{id}/spec.json"""
        return cast('schemas.CanonicalSpec', self._transport.json('GET', path('/api/checkpoints/{id}/spec.json', id)))

    def download_corpus(self, id: str) -> str:
        """GET /api/corpora/{id}/content"""
        return self._transport.text('GET', path('/api/corpora/{id}/content', id))

    def download_points(self, id: str, *, metrics: Sequence[str] | None = None, format: str | None = None) -> bytes:
        """GET /api/experiments/{id}/points"""
        return self._transport.content('GET', path('/api/experiments/{id}/points', id), query={'metrics': metrics, 'format': format})

    def download_shared_study(self, token: str, *, axis: str | None = None, baseline: str | None = None) -> bytes:
        """The report of a link to a study as a ZIP file: report.md, study.yaml and every table as CSV."""
        return self._transport.content('GET', path('/api/shared/{token}/archive', token), query={'axis': axis, 'baseline': baseline})

    def download_study(self, id: str, *, axis: str | None = None, baseline: str | None = None) -> bytes:
        """The report as a ZIP file: report.md, study.yaml, the commands that reproduce it, and every table as CSV."""
        return self._transport.content('GET', path('/api/studies/{id}/archive', id), query={'axis': axis, 'baseline': baseline})

    def download_tokenizer(self, id: str) -> bytes:
        """GET /api/tokenizers/{id}/content"""
        return self._transport.content('GET', path('/api/tokenizers/{id}/content', id))

    def drain_worker(self, name: str) -> None:
        """PUT /api/workers/{name}/drain"""
        self._transport.nothing('PUT', path('/api/workers/{name}/drain', name))

    def export_experiment(self, id: str) -> schemas.Export:
        """GET /api/experiments/{id}/export"""
        return cast('schemas.Export', self._transport.json('GET', path('/api/experiments/{id}/export', id)))

    def get_corpus(self, id: str) -> schemas.Corpus:
        """GET /api/corpora/{id}"""
        return cast('schemas.Corpus', self._transport.json('GET', path('/api/corpora/{id}', id)))

    def get_curves(self, id: str, *, metrics: Sequence[str] | None = None, x: str | None = None, from_: float | None = None, to: float | None = None, points: int | None = None, smoothing: str | None = None) -> schemas.CurveList:
        """GET /api/experiments/{id}/curves"""
        return cast('schemas.CurveList', self._transport.json('GET', path('/api/experiments/{id}/curves', id), query={'metrics': metrics, 'x': x, 'from': from_, 'to': to, 'points': points, 'smoothing': smoothing}))

    def get_experiment(self, id: str) -> schemas.Experiment:
        """GET /api/experiments/{id}"""
        return cast('schemas.Experiment', self._transport.json('GET', path('/api/experiments/{id}', id)))

    def get_experiment_spec_schema(self) -> dict[str, Any]:
        """GET /api/schemas/experiment-spec.json"""
        return cast('dict[str, Any]', self._transport.json('GET', path('/api/schemas/experiment-spec.json')))

    def get_flops(self, id: str) -> schemas.ExperimentFlops:
        """GET /api/experiments/{id}/flops"""
        return cast('schemas.ExperimentFlops', self._transport.json('GET', path('/api/experiments/{id}/flops', id)))

    def get_history(self, id: str) -> schemas.HistoryView:
        """GET /api/experiments/{id}/history"""
        return cast('schemas.HistoryView', self._transport.json('GET', path('/api/experiments/{id}/history', id)))

    def get_lineage(self, id: str) -> schemas.Lineage:
        """GET /api/experiments/{id}/lineage"""
        return cast('schemas.Lineage', self._transport.json('GET', path('/api/experiments/{id}/lineage', id)))

    def get_logs(self, id: str, *, lines: int | None = None, after: int | None = None) -> str:
        """The last lines that the attempts printed. The header Isobath-Log-Position of the response is the value of 'after' for the lines that come later, so a reader that follows misses none and gets none twice."""
        return self._transport.text('GET', path('/api/experiments/{id}/logs', id), query={'lines': lines, 'after': after})

    def get_routing(self, id: str, *, text: str, routing: str | None = None, checkpoint: str | None = None) -> schemas.RoutingMap:
        """GET /api/experiments/{id}/routing"""
        return cast('schemas.RoutingMap', self._transport.json('GET', path('/api/experiments/{id}/routing', id), query={'text': text, 'routing': routing, 'checkpoint': checkpoint}))

    def get_session(self) -> schemas.Session:
        """GET /api/session"""
        return cast('schemas.Session', self._transport.json('GET', path('/api/session')))

    def get_shared_curves(self, token: str, *, experiments: Sequence[str] | None = None, metrics: Sequence[str] | None = None, x: str | None = None, from_: float | None = None, to: float | None = None, points: int | None = None, smoothing: str | None = None) -> schemas.SharedCurves:
        """GET /api/shared/{token}/curves"""
        return cast('schemas.SharedCurves', self._transport.json('GET', path('/api/shared/{token}/curves', token), query={'experiments': experiments, 'metrics': metrics, 'x': x, 'from': from_, 'to': to, 'points': points, 'smoothing': smoothing}))

    def get_shared_study(self, token: str, *, axis: str | None = None, baseline: str | None = None) -> schemas.StudyReport:
        """The report of a link to a study, with another axis of sizes or another baseline."""
        return cast('schemas.StudyReport', self._transport.json('GET', path('/api/shared/{token}/study', token), query={'axis': axis, 'baseline': baseline}))

    def get_study(self, id: str) -> schemas.Study:
        """GET /api/studies/{id}"""
        return cast('schemas.Study', self._transport.json('GET', path('/api/studies/{id}', id)))

    def get_study_plan(self, id: str) -> schemas.StudyPlan:
        """A row for each experiment: its size, its cost, the estimated time, and whether it will run."""
        return cast('schemas.StudyPlan', self._transport.json('GET', path('/api/studies/{id}/plan', id)))

    def get_system_curve(self, id: str) -> schemas.SystemCurve:
        """GET /api/experiments/{id}/system"""
        return cast('schemas.SystemCurve', self._transport.json('GET', path('/api/experiments/{id}/system', id)))

    def get_system_curve_of_worker(self, name: str, *, hours: int | None = None) -> schemas.SystemCurve:
        """GET /api/workers/{name}/system"""
        return cast('schemas.SystemCurve', self._transport.json('GET', path('/api/workers/{name}/system', name), query={'hours': hours}))

    def get_tokenizer(self, id: str) -> schemas.Tokenizer:
        """GET /api/tokenizers/{id}"""
        return cast('schemas.Tokenizer', self._transport.json('GET', path('/api/tokenizers/{id}', id)))

    def get_view(self, id: str) -> schemas.SavedView:
        """GET /api/views/{id}"""
        return cast('schemas.SavedView', self._transport.json('GET', path('/api/views/{id}', id)))

    def get_waiting(self, id: str) -> schemas.Waiting:
        """GET /api/experiments/{id}/waiting"""
        return cast('schemas.Waiting', self._transport.json('GET', path('/api/experiments/{id}/waiting', id)))

    def grow_study(self, id: str, body: dict[str, Any] | Mapping[str, Any]) -> schemas.Study:
        """Adds entries to the lists of a study: {"seeds": [4, 5]}, {"budgets": [8e12]}. What was asked before stays. The new rows run after the next launch."""
        return cast('schemas.Study', self._transport.json('POST', path('/api/studies/{id}/additions', id), body=body))

    def launch_study(self, id: str) -> schemas.Study:
        """Submits every row that waits. A row whose spec has been run already takes that experiment instead of running it twice. A launch that was interrupted goes on where it stopped when it is asked for again."""
        return cast('schemas.Study', self._transport.json('POST', path('/api/studies/{id}/launch', id)))

    def list_audit(self, *, cursor: str | None = None, limit: int | None = None) -> schemas.AuditPage:
        """GET /api/audit"""
        return cast('schemas.AuditPage', self._transport.json('GET', path('/api/audit'), query={'cursor': cursor, 'limit': limit}))

    def list_checkpoints(self, id: str) -> schemas.CheckpointList:
        """GET /api/experiments/{id}/checkpoints"""
        return cast('schemas.CheckpointList', self._transport.json('GET', path('/api/experiments/{id}/checkpoints', id)))

    def list_corpora(self, project: str) -> schemas.CorpusList:
        """GET /api/projects/{project}/corpora"""
        return cast('schemas.CorpusList', self._transport.json('GET', path('/api/projects/{project}/corpora', project)))

    def list_deleted_experiments(self, project: str) -> schemas.DeletedList:
        """GET /api/projects/{project}/experiments/deleted"""
        return cast('schemas.DeletedList', self._transport.json('GET', path('/api/projects/{project}/experiments/deleted', project)))

    def list_documents(self, id: str, *, from_: int | None = None, limit: int | None = None) -> schemas.DocumentList:
        """GET /api/corpora/{id}/documents"""
        return cast('schemas.DocumentList', self._transport.json('GET', path('/api/corpora/{id}/documents', id), query={'from': from_, 'limit': limit}))

    def list_experiments(self, project: str, *, ids: Sequence[str] | None = None, state: Sequence[str] | None = None, kind: Sequence[str] | None = None, q: str | None = None, tag: str | None = None, filter: str | None = None, sort: str | None = None, columns: Sequence[str] | None = None, cursor: str | None = None, limit: int | None = None) -> schemas.ExperimentList:
        """GET /api/projects/{project}/experiments"""
        return cast('schemas.ExperimentList', self._transport.json('GET', path('/api/projects/{project}/experiments', project), query={'ids': ids, 'state': state, 'kind': kind, 'q': q, 'tag': tag, 'filter': filter, 'sort': sort, 'columns': columns, 'cursor': cursor, 'limit': limit}))

    def list_fields(self, project: str) -> schemas.FieldList:
        """GET /api/projects/{project}/experiments/fields"""
        return cast('schemas.FieldList', self._transport.json('GET', path('/api/projects/{project}/experiments/fields', project)))

    def list_groups(self, project: str, *, state: Sequence[str] | None = None, kind: Sequence[str] | None = None, q: str | None = None, tag: str | None = None, filter: str | None = None, by: Sequence[str] | None = None, values: Sequence[str] | None = None, over: str | None = None, sort: str | None = None, cursor: str | None = None, limit: int | None = None) -> schemas.GroupList:
        """Groups all experiments that match by equal values of the fields in 'by', and sums up the numbers in 'values' over the finished members of each group, or over all. The field 'configuration' is equal where everything in the spec is but name and seed."""
        return cast('schemas.GroupList', self._transport.json('GET', path('/api/projects/{project}/experiments/groups', project), query={'state': state, 'kind': kind, 'q': q, 'tag': tag, 'filter': filter, 'by': by, 'values': values, 'over': over, 'sort': sort, 'cursor': cursor, 'limit': limit}))

    def list_projects(self) -> schemas.ProjectList:
        """GET /api/projects"""
        return cast('schemas.ProjectList', self._transport.json('GET', path('/api/projects')))

    def list_shares(self) -> schemas.ShareList:
        """GET /api/shares"""
        return cast('schemas.ShareList', self._transport.json('GET', path('/api/shares')))

    def list_studies(self, project: str) -> schemas.StudyList:
        """GET /api/projects/{project}/studies"""
        return cast('schemas.StudyList', self._transport.json('GET', path('/api/projects/{project}/studies', project)))

    def list_tokenizers(self, project: str) -> schemas.TokenizerList:
        """GET /api/projects/{project}/tokenizers"""
        return cast('schemas.TokenizerList', self._transport.json('GET', path('/api/projects/{project}/tokenizers', project)))

    def list_tokens(self) -> schemas.TokenList:
        """GET /api/tokens"""
        return cast('schemas.TokenList', self._transport.json('GET', path('/api/tokens')))

    def list_users(self) -> schemas.UserList:
        """GET /api/users"""
        return cast('schemas.UserList', self._transport.json('GET', path('/api/users')))

    def list_views(self, project: str) -> schemas.SavedViewList:
        """Lists the views of the project and the user's private ones, those of the project first."""
        return cast('schemas.SavedViewList', self._transport.json('GET', path('/api/projects/{project}/views', project)))

    def list_worker_tokens(self) -> schemas.WorkerTokenList:
        """GET /api/worker-tokens"""
        return cast('schemas.WorkerTokenList', self._transport.json('GET', path('/api/worker-tokens')))

    def list_workers(self) -> schemas.WorkerList:
        """GET /api/workers"""
        return cast('schemas.WorkerList', self._transport.json('GET', path('/api/workers')))

    def open_invitation(self, token: str) -> schemas.OpenLink:
        """GET /api/invitations/{token}"""
        return cast('schemas.OpenLink', self._transport.json('GET', path('/api/invitations/{token}', token)))

    def open_share(self, token: str) -> schemas.Shared:
        """GET /api/shared/{token}"""
        return cast('schemas.Shared', self._transport.json('GET', path('/api/shared/{token}', token)))

    def pause_experiment(self, id: str) -> schemas.Experiment:
        """POST /api/experiments/{id}/pause"""
        return cast('schemas.Experiment', self._transport.json('POST', path('/api/experiments/{id}/pause', id)))

    def preview_study(self, project: str, body: schemas.StudySpec | Mapping[str, Any] | str) -> schemas.StudyPlan:
        """Returns the plan of a study without storing it."""
        return cast('schemas.StudyPlan', self._transport.json('POST', path('/api/projects/{project}/studies/plan', project), body=body))

    def report_study(self, id: str, *, axis: str | None = None, baseline: str | None = None) -> schemas.StudyReport:
        """The study as a report: state, plan, analysis, limits, and how the study is made again elsewhere."""
        return cast('schemas.StudyReport', self._transport.json('GET', path('/api/studies/{id}/report', id), query={'axis': axis, 'baseline': baseline}))

    def restore_experiment(self, id: str) -> schemas.Experiment:
        """POST /api/experiments/{id}/restore"""
        return cast('schemas.Experiment', self._transport.json('POST', path('/api/experiments/{id}/restore', id)))

    def resume_experiment(self, id: str) -> schemas.Experiment:
        """POST /api/experiments/{id}/resume"""
        return cast('schemas.Experiment', self._transport.json('POST', path('/api/experiments/{id}/resume', id)))

    def retry_experiment(self, id: str) -> schemas.Experiment:
        """POST /api/experiments/{id}/retry"""
        return cast('schemas.Experiment', self._transport.json('POST', path('/api/experiments/{id}/retry', id)))

    def retry_study(self, id: str) -> schemas.StudyActionResult:
        """Queues the failed and cancelled experiments of the study again."""
        return cast('schemas.StudyActionResult', self._transport.json('POST', path('/api/studies/{id}/retry', id)))

    def return_worker(self, name: str) -> None:
        """DELETE /api/workers/{name}/drain"""
        self._transport.nothing('DELETE', path('/api/workers/{name}/drain', name))

    def revoke_share(self, id: str) -> None:
        """DELETE /api/shares/{id}"""
        self._transport.nothing('DELETE', path('/api/shares/{id}', id))

    def revoke_token(self, id: str) -> None:
        """DELETE /api/tokens/{id}"""
        self._transport.nothing('DELETE', path('/api/tokens/{id}', id))

    def revoke_worker_token(self, id: str) -> None:
        """DELETE /api/worker-tokens/{id}"""
        self._transport.nothing('DELETE', path('/api/worker-tokens/{id}', id))

    def rotate_worker_token(self, id: str) -> schemas.CreatedWorkerToken:
        """POST /api/worker-tokens/{id}/rotation"""
        return cast('schemas.CreatedWorkerToken', self._transport.json('POST', path('/api/worker-tokens/{id}/rotation', id)))

    def set_up(self, body: schemas.SetupRequest | Mapping[str, Any]) -> schemas.Session:
        """POST /api/setup"""
        return cast('schemas.Session', self._transport.json('POST', path('/api/setup'), body=body))

    def sign_in(self, body: schemas.SignIn | Mapping[str, Any]) -> schemas.Session:
        """POST /api/session"""
        return cast('schemas.Session', self._transport.json('POST', path('/api/session'), body=body))

    def sign_out(self) -> None:
        """DELETE /api/session"""
        self._transport.nothing('DELETE', path('/api/session'))

    def size_variant(self, id: str, *, variant: str, budget: float) -> schemas.StudyEqualSize:
        """Sizes a variant of an isoFLOP study to the baseline's optimum: the size by the study's rule whose forward FLOPs per token are nearest to those of the baseline at its best size of the budget."""
        return cast('schemas.StudyEqualSize', self._transport.json('GET', path('/api/studies/{id}/equal-size', id), query={'variant': variant, 'budget': budget}))

    def submit_experiment(self, project: str, body: schemas.ExperimentSpec | Mapping[str, Any] | str, *, priority: int | None = None, idempotency_key: str | None = None) -> schemas.Experiment:
        """POST /api/projects/{project}/experiments"""
        return cast('schemas.Experiment', self._transport.json('POST', path('/api/projects/{project}/experiments', project), query={'priority': priority}, headers={'Idempotency-Key': idempotency_key}, body=body))

    def try_tokenizer(self, id: str) -> schemas.Tokenizer:
        """POST /api/tokenizers/{id}/trials"""
        return cast('schemas.Tokenizer', self._transport.json('POST', path('/api/tokenizers/{id}/trials', id)))

    def unarchive_experiment(self, id: str) -> schemas.Experiment:
        """POST /api/experiments/{id}/unarchive"""
        return cast('schemas.Experiment', self._transport.json('POST', path('/api/experiments/{id}/unarchive', id)))
