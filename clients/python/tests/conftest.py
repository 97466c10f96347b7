"""One installation for all tests: a server with its own database and one worker node, as `isobath up` starts them."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from isobath import Client, ConflictError

ROOT = Path(__file__).resolve().parents[3]
LAUNCHER = ROOT / "isobath"
# A machine that is busy with a whole build starts a server slowly.
_START_SECONDS = 600


@dataclass(frozen=True)
class Installation:
    """A running installation."""

    home: Path
    server: str

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a shell beside it."""
        return {
            **os.environ,
            "ISOBATH_HOME": str(self.home),
            "ISOBATH_SERVER": self.server,
            "ISOBATH_TOKEN_FILE": str(self.home / "token"),
        }


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    running = os.environ.get("ISOBATH_RUNNING_HOME")
    if running:
        # Whoever writes tests can leave an installation running between them.
        home = Path(running)
        yield Installation(home, (home / "server.address").read_text().strip())
        return
    home = Path(tempfile.mkdtemp(prefix="isobath-python-tests-"))
    environment = {**os.environ, "ISOBATH_HOME": str(home)}
    output = home / "output.txt"
    with output.open("w") as out:
        process = subprocess.Popen(
            [LAUNCHER, "up", "--no-build", "--port", "0"], env=environment, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not re.search(r"http://\S+", output.read_text()):
            assert process.poll() is None, f"isobath up ended: {output.read_text()}"
            assert time.monotonic() < deadline, f"isobath up prints no address: {output.read_text()}"
            time.sleep(0.2)
        yield Installation(home, (home / "server.address").read_text().strip())
    finally:
        process.terminate()
        process.wait(timeout=_START_SECONDS)
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def client(installation: Installation) -> Iterator[Client]:
    with Client(installation.server, token_file=installation.home / "token") as client:
        with contextlib.suppress(ConflictError):
            client.upload_corpus("lines", "the quick brown fox jumps over the lazy dog. " * 400)
        yield client
