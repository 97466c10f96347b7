"""The client: experiments, studies and corpora of a project."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from . import schemas
from .experiments import Experiment
from .operations import Operations
from .studies import Study
from .transport import Transport

__all__ = ["Client"]

_PAGE = 500


class Client:
    """A project of a server.

    Args:
        server: the address of the server; ISOBATH_SERVER unless it is given
        token: an API token
        token_file: the file with the token, in place of token; ISOBATH_TOKEN_FILE unless one of them is given
        project: the name of the project
        timeout: the most seconds that an answer may take

    Attributes:
        operations: every operation of the server with its types, for what this class does not do

    Raises:
        ValueError: when no server or no token is given
    """

    def __init__(
        self,
        server: str | None = None,
        *,
        token: str | None = None,
        token_file: str | os.PathLike[str] | None = None,
        project: str = "default",
        timeout: float = 60,
    ) -> None:
        address = server or os.environ.get("ISOBATH_SERVER")
        if not address:
            raise ValueError("name a server: Client('http://localhost:8080', ...), or set ISOBATH_SERVER")
        if token is None:
            file = token_file or os.environ.get("ISOBATH_TOKEN_FILE")
            if not file:
                raise ValueError("give a token: Client(..., token_file='FILE'), or set ISOBATH_TOKEN_FILE")
            token = Path(file).read_text(encoding="utf-8")
        self.project = project
        self._transport = Transport(address, token.strip(), timeout)
        self.operations = Operations(self._transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        self._transport.close()

    @property
    def server(self) -> str:
        """The address of the server."""
        return self._transport.server

    # --- experiments

    def submit(self, spec: Mapping[str, Any] | str | Path, *, priority: int = 0) -> Experiment:
        """Queues an experiment.

        Args:
            spec: the spec as a dictionary, as a text in YAML, or the path of a file in YAML or JSON
            priority: experiments with a higher priority run first

        Raises:
            ProblemError: when the spec cannot be run; errors has its fields
        """
        data = self.operations.submit_experiment(
            self.project, _document(spec), priority=priority, idempotency_key=str(uuid.uuid4())
        )
        return Experiment(self._transport, data)

    def experiment(self, id: str) -> Experiment:
        """Returns an experiment by its id."""
        return Experiment(self._transport, self.operations.get_experiment(id))

    def experiments(
        self, filter: str | None = None, *, sort: str | None = None, columns: Sequence[str] = (), limit: int | None = None
    ) -> Iterator[Experiment]:
        """Finds experiments, the newest first. They are read in pages, as far as the caller goes.

        Args:
            filter: a filter, such as "kind = mod and val_loss.best < 1.6"; docs/filter.md has the language
            sort: the field to sort by, with - before it for the largest first
            columns: fields and metrics that each experiment has in values
            limit: the most experiments to find
        """
        cursor: str | None = None
        found = 0
        while limit is None or found < limit:
            page = self.operations.list_experiments(
                self.project,
                filter=filter,
                sort=sort,
                columns=list(columns) or None,
                cursor=cursor,
                limit=_PAGE if limit is None else min(_PAGE, limit - found),
            )
            for data, values in zip(page["experiments"], page["values"], strict=True):
                yield Experiment(self._transport, data, values)
            found += len(page["experiments"])
            cursor = page["nextCursor"]
            if cursor is None:
                return

    # --- studies

    def create_study(self, document: Mapping[str, Any] | str | Path) -> Study:
        """Stores a study, given like a spec to submit. It runs when it is launched."""
        return Study(self._transport, self.operations.create_study(self.project, _document(document)))

    def study(self, id: str) -> Study:
        """Returns a study by its id."""
        return Study(self._transport, self.operations.get_study(id))

    def studies(self) -> list[schemas.StudySummary]:
        """Returns the studies of the project, the newest first."""
        return self.operations.list_studies(self.project)["studies"]

    # --- corpora

    def upload_corpus(self, name: str, content: str | bytes | Path) -> schemas.Corpus:
        """Uploads a text, or a file, as a corpus.

        Raises:
            ConflictError: when the project has a corpus of that name
        """
        if isinstance(content, Path):
            with content.open("rb") as file:
                return self._upload(name, (content.name, file))
        return self._upload(name, (f"{name}.txt", content.encode() if isinstance(content, str) else content))

    def _upload(self, name: str, file: Any) -> schemas.Corpus:
        uploaded: schemas.Corpus = self._transport.json(
            "POST", f"/api/projects/{self.project}/corpora", files={"file": file}, data={"name": name}
        )
        return uploaded

    def corpora(self) -> list[schemas.Corpus]:
        """Returns the corpora of the project."""
        return self.operations.list_corpora(self.project)["corpora"]


def _document(given: Mapping[str, Any] | str | Path) -> Mapping[str, Any] | str:
    """Returns what is sent for a document: a dictionary as JSON, and a text as YAML."""
    if not isinstance(given, Path):
        return given
    text = given.read_text(encoding="utf-8")
    if given.suffix != ".json":
        return text
    read = json.loads(text)
    if not isinstance(read, dict):
        raise ValueError(f"{given} has no JSON object")
    return read
