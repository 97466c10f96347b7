"""The client against a real server and a real worker node."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from conftest import Installation

from isobath import Client, ConflictError, Experiment, NotFinishedError, NotFoundError, ProblemError

STEPS = 12


def spec(name: str, **training: Any) -> dict[str, Any]:
    return {
        "name": name,
        "architecture": {"kind": "baseline", "layers": 1, "width": 16, "heads": 2},
        "data": {"corpus": "lines", "sequenceLength": 16},
        "training": {"batch": 2, "budget": {"steps": STEPS}, "evaluateEvery": 6, "evaluationTokens": 64, **training},
    }


@pytest.fixture(scope="module")
def trained(client: Client) -> Experiment:
    seen: list[str] = []
    experiment = client.submit(spec("trained by Python")).wait(timeout=600, seconds=0.3, progress=lambda each: seen.append(each.state))
    assert seen[-1] == "FINISHED"
    return experiment


def test_an_experiment_is_trained_to_its_end(trained: Experiment) -> None:
    assert trained.has_ended
    assert trained.data["step"] == STEPS
    assert trained.spec["training"]["batch"] == 2
    assert "trained by Python" in repr(trained)


def test_curves_are_a_frame_with_a_column_for_each_metric(trained: Experiment) -> None:
    frame = trained.curves(["train_loss", "val_loss"], x="tokens")

    assert frame.index.name == "tokens"
    assert list(frame.columns) == ["train_loss", "val_loss"]
    assert len(frame["train_loss"].dropna()) == STEPS
    assert 0 < len(frame["val_loss"].dropna()) < STEPS
    assert frame.index.is_monotonic_increasing
    assert math.isclose(frame["train_loss"].iloc[-1], float(trained.data["trainLoss"] or "nan"))
    smooth = trained.curves(["train_loss"], smoothing="ema:0.9")
    assert smooth["train_loss"].std() < frame["train_loss"].std()


def test_experiments_are_found_by_a_filter_with_columns(client: Client, trained: Experiment) -> None:
    found = list(client.experiments("name : Python and state = finished", columns=["val_loss.best", "learningRate"], limit=5))

    assert [each.id for each in found] == [trained.id]
    assert found[0].values["val_loss.best"] == pytest.approx(float(trained.data["valLoss"] or "nan"), rel=0.5)
    with pytest.raises(ProblemError, match="did you mean 'capacity'"):
        list(client.experiments("capasity = 1"))


def test_pages_go_on_until_the_limit(client: Client, trained: Experiment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("isobath.client._PAGE", 1)
    clones = [trained.clone(name=f"page {i}") for i in range(3)]
    for each in clones:
        each.cancel()

    assert [each.name for each in client.experiments("name : page", sort="name")] == ["page 0", "page 1", "page 2"]
    assert len(list(client.experiments("name : page", limit=2))) == 2


def test_the_log_is_read_and_followed(trained: Experiment) -> None:
    lines = trained.log()

    assert lines
    assert list(trained.follow_log(seconds=0.1)) == lines


def test_a_checkpoint_is_downloaded_whole(trained: Experiment, tmp_path: Path) -> None:
    last = trained.checkpoints()[-1]
    weights = trained.download_checkpoint(tmp_path / "weights.safetensors")
    whole = trained.download_checkpoint(tmp_path / "whole.safetensors", step=last["step"], optimizer=True)

    assert whole.stat().st_size == last["bytes"]
    assert 0 < weights.stat().st_size < last["bytes"]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["weights.safetensors", "whole.safetensors"]
    with pytest.raises(LookupError, match="no checkpoint at step 99"):
        trained.download_checkpoint(tmp_path / "none", step=99)


def test_a_spec_may_be_yaml_or_a_file_and_a_refusal_has_its_fields(client: Client, tmp_path: Path) -> None:
    text = "\n".join(
        [
            "name: from yaml",
            "architecture: {kind: baseline, layers: 1, width: 16, heads: 3}",
            "data: {corpus: lines, sequenceLength: 16}",
            "training: {batch: 2, budget: {steps: 4}}",
        ]
    )
    with pytest.raises(ProblemError) as refused:
        client.submit(text)
    assert [error.pointer for error in refused.value.errors] == ["/architecture/heads"]
    file = tmp_path / "spec.yaml"
    file.write_text(text.replace("heads: 3", "heads: 2"), encoding="utf-8")
    queued = client.submit(file, priority=-1)
    assert queued.cancel().refresh().state == "CANCELLED"
    with pytest.raises(NotFinishedError, match="CANCELLED"):
        queued.wait(timeout=10)
    assert queued.wait(timeout=10, check=False).state == "CANCELLED"


def test_waiting_ends_when_the_time_is_up(client: Client) -> None:
    queued = client.submit(spec("long", budget={"steps": 1_000_000}))
    try:
        with pytest.raises(TimeoutError, match="the experiment long has not ended within 0.5 seconds"):
            queued.wait(timeout=0.5, seconds=0.2)
    finally:
        queued.cancel()


def test_a_study_runs_from_its_document_to_its_verdicts(client: Client) -> None:
    document = {
        "name": "learning rates by Python",
        "design": "seeds",
        "base": {key: value for key, value in spec("").items() if key != "name"},
        "variants": [
            {"name": "slow", "change": {"training": {"learningRate": 1e-5}}},
            {"name": "fast", "change": {"training": {"learningRate": 1e-2}}},
        ],
        "seeds": [1, 2],
    }
    study = client.create_study(document)
    assert study.plan()["totals"]["experiments"] == 4
    study.launch().wait(timeout=900, seconds=0.5)

    assert study.progress["finished"] == 4
    verdicts = study.verdicts()
    assert [verdict["variant"] for verdict in verdicts] == ["fast"]
    assert verdicts[0]["sentence"]
    assert study.id in [each["id"] for each in client.studies()]


def test_what_is_not_there_and_what_is_taken_have_their_exceptions(client: Client) -> None:
    with pytest.raises(NotFoundError):
        client.experiment("00000000-0000-0000-0000-000000000000")
    with pytest.raises(ConflictError):
        client.upload_corpus("lines", "again " * 2000)


def test_server_and_token_may_come_from_the_environment(
    client: Client, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ISOBATH_SERVER", raising=False)
    monkeypatch.delenv("ISOBATH_TOKEN_FILE", raising=False)
    with pytest.raises(ValueError, match="ISOBATH_SERVER"):
        Client()
    with pytest.raises(ValueError, match="ISOBATH_TOKEN_FILE"):
        Client(installation.server)
    monkeypatch.setenv("ISOBATH_SERVER", installation.server)
    monkeypatch.setenv("ISOBATH_TOKEN_FILE", str(installation.home / "token"))
    with Client() as found:
        assert found.corpora() == client.corpora()
