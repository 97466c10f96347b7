"""The examples of docs/python.md and docs/cli.md do what they say."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from conftest import LAUNCHER, ROOT, Installation

from isobath import Client


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    found = re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(found) > 3
    return found


def test_the_notebook_runs(installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ISOBATH_SERVER", installation.server)
    monkeypatch.setenv("ISOBATH_TOKEN_FILE", str(installation.home / "token"))
    names: dict[str, object] = {}
    for i, block in enumerate(blocks("python.md", "python"), 1):
        exec(compile(block, f"docs/python.md, block {i}", "exec"), names)

    printed = capsys.readouterr().out
    assert "/architecture/heads" in printed
    assert "FINISHED 20" in printed
    assert re.search(r"tides 32 \{'width': 32", printed)
    assert re.search(r"^fast \S", printed, re.MULTILINE)
    assert (tmp_path / "tides.safetensors").stat().st_size > 0


def test_the_commands_run(client: Client, installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "isobath").symlink_to(LAUNCHER)
    script = "set -euo pipefail\n" + "\n".join(blocks("cli.md", "sh"))
    run = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=installation.environment, capture_output=True, text=True, timeout=900
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"^first: FINISHED.*, train loss [0-9.]+, held-out loss", run.stdout, re.MULTILINE)
    assert re.search(r"^architecture\.width +32 +16$", run.stdout, re.MULTILINE)
    assert re.search(r"^train_loss\.best +[0-9.]+ +[0-9.]+$", run.stdout, re.MULTILINE)
    assert "Cancelled third." in run.stdout
    assert re.search(r"^http://\S+/s/\S+$", run.stdout, re.MULTILINE)
    assert re.search(r"^  fast \(", run.stdout, re.MULTILINE)
    assert (tmp_path / "first.json").read_text().lstrip().startswith("[")
