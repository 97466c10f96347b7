"""Requests to a server: token, retries and errors."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from .errors import UnreachableError, problem

Query = Mapping[str, Sequence[str] | str | int | float | bool | None]

_TRIES = 5
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 20.0
# The server answers with these while it starts, stops or computes for somebody else.
_TRY_AGAIN = frozenset({429, 502, 503, 504})


def path(template: str, *values: str) -> str:
    """Fills a path such as /api/experiments/{id} with values, which are encoded."""
    left = iter(values)
    return re.sub(r"\{\w+\}", lambda _: quote(next(left), safe=""), template)


class Transport:
    """Sends requests with the user's token.

    A request that may be repeated is tried up to five times when the connection breaks or the server cannot answer: everything that only
    reads, PUT and DELETE, and a POST with an Idempotency-Key.
    """

    def __init__(self, server: str, token: str, timeout: float, sleep: Callable[[float], None] = time.sleep) -> None:
        self.server = server.rstrip("/")
        self._sleep = sleep
        # A redirection is not followed, because it would take the token to another server.
        self._http = httpx.Client(
            base_url=self.server,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(timeout, connect=10),
            follow_redirects=False,
        )

    def close(self) -> None:
        self._http.close()

    def json(self, method: str, path: str, **request: Any) -> Any:
        response = self.response(method, path, **request)
        return response.json() if response.content else None

    def text(self, method: str, path: str, **request: Any) -> str:
        return self.response(method, path, **request).text

    def content(self, method: str, path: str, **request: Any) -> bytes:
        return self.response(method, path, **request).content

    def nothing(self, method: str, path: str, **request: Any) -> None:
        self.response(method, path, **request)

    def response(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        headers: Mapping[str, str | None] | None = None,
        body: Mapping[str, Any] | str | None = None,
        files: Any = None,
        data: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Returns the response to a request. A body that is a text is YAML.

        Raises:
            ProblemError: when the server refuses it
            UnreachableError: when the server cannot be reached, or cannot answer
        """
        sent = {name: value for name, value in (headers or {}).items() if value is not None}
        content: str | None = None
        if isinstance(body, str):
            sent["Content-Type"] = "application/yaml"
            content = body
        request = self._http.build_request(
            method,
            path,
            params=_parameters(query),
            headers=sent,
            content=content,
            json=body if isinstance(body, Mapping) else None,
            files=files,
            data=dict(data) if data else None,
        )
        repeatable = method in ("GET", "PUT", "DELETE") or "Idempotency-Key" in sent
        return self._checked(self._sent(request, _TRIES if repeatable else 1))

    def download(self, path: str, target: Path, *, query: Query | None = None) -> None:
        """Writes what the server sends to a file, which appears when it is complete."""
        part = target.with_name(target.name + ".part")
        for left in reversed(range(_TRIES)):
            try:
                with self._http.stream("GET", path, params=_parameters(query)) as response:
                    if not response.is_success:
                        response.read()
                        self._checked(response)
                    with part.open("wb") as file:
                        for chunk in response.iter_bytes():
                            file.write(chunk)
                part.replace(target)
                return
            except httpx.TransportError as broken:
                part.unlink(missing_ok=True)
                if left == 0:
                    raise self._unreachable(broken) from broken
                self._sleep(_pause(_TRIES - left))

    def _sent(self, request: httpx.Request, tries: int) -> httpx.Response:
        for tried in range(1, tries + 1):
            try:
                response = self._http.send(request)
            except httpx.TransportError as broken:
                if tried == tries:
                    raise self._unreachable(broken) from broken
                self._sleep(_pause(tried))
                continue
            if response.status_code not in _TRY_AGAIN or tried == tries:
                return response
            self._sleep(_asked_pause(response) or _pause(tried))
        raise AssertionError("there is at least one try")

    def _unreachable(self, broken: httpx.TransportError) -> UnreachableError:
        return UnreachableError(f"the server {self.server} cannot be reached: {broken or type(broken).__name__}")

    def _checked(self, response: httpx.Response) -> httpx.Response:
        if response.is_success:
            return response
        try:
            body = response.json()
        except ValueError:
            body = None
        refused = problem(response.status_code, body)
        if response.status_code >= 500:
            raise UnreachableError(f"the server {self.server} cannot answer: {refused}") from refused
        raise refused


def _parameters(query: Query | None) -> dict[str, str]:
    return {name: _parameter(value) for name, value in (query or {}).items() if value is not None}


def _parameter(value: Sequence[str] | str | int | float | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ",".join(value)


def _pause(tried: int) -> float:
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** (tried - 1)) * random.uniform(0.8, 1.2)


def _asked_pause(response: httpx.Response) -> float | None:
    asked: str = response.headers.get("Retry-After", "")
    return min(_LONGEST_PAUSE, float(asked)) if asked.isdigit() else None
