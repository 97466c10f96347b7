"""Retries and errors, against a small server of the test whose answers are written down beforehand."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from isobath import ConflictError, FieldError, NotFoundError, NotSignedInError, ProblemError, UnreachableError
from isobath.transport import Transport, path

PROBLEM = {
    "type": "/problems/invalid",
    "title": "Invalid values",
    "status": 422,
    "detail": "2 fields are invalid",
    "errors": [
        {"pointer": "/architecture/heads", "detail": "3 heads do not divide width 128"},
        {"pointer": "/name", "detail": "must not be empty"},
    ],
}


class Scripted(HTTPServer):
    """Gives one answer after the other, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        self.asked: list[tuple[str, str, dict[str, str]]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, status: int, body: object = None, **headers: str) -> None:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append((status, sent, json.dumps(body).encode()))


class Handler(BaseHTTPRequestHandler):
    server: Scripted

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((self.command, self.path, dict(self.headers)))
        status, headers, body = self.server.answers.pop(0)
        if status == 0:
            self.connection.close()
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Scripted]:
    with Scripted() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def transport(server: Scripted, pauses: list[float]) -> Transport:
    return Transport(server.address + "/", "secret", 10, sleep=pauses.append)


def test_a_request_that_only_reads_is_tried_again(server: Scripted) -> None:
    server.answer(0)
    server.answer(503, Retry_After="3")
    server.answer(200, {"answer": 42})
    pauses: list[float] = []

    assert transport(server, pauses).json("GET", "/api/x", query={"ids": ["a", "b c"], "limit": 5, "deep": True, "no": None}) == {"answer": 42}
    assert len(pauses) == 2
    assert pauses[1] == 3
    assert [asked[1] for asked in server.asked] == ["/api/x?ids=a%2Cb+c&limit=5&deep=true"] * 3
    assert server.asked[0][2]["Authorization"] == "Bearer secret"


def test_a_submission_is_repeated_with_its_key_and_other_posts_are_not(server: Scripted) -> None:
    server.answer(0)
    server.answer(201, {"id": "1"})
    server.answer(0)
    pauses: list[float] = []
    sending = transport(server, pauses)

    sending.json("POST", "/api/x", body={"name": "a"}, headers={"Idempotency-Key": "k"})
    assert [asked[2]["Idempotency-Key"] for asked in server.asked] == ["k", "k"]
    with pytest.raises(UnreachableError, match="cannot be reached"):
        sending.json("POST", "/api/x", body={"name": "a"})
    assert len(server.asked) == 3


def test_a_server_that_stays_away_is_an_error_after_five_tries(server: Scripted) -> None:
    for _ in range(5):
        server.answer(503, {"detail": "the database is away"})
    pauses: list[float] = []

    with pytest.raises(UnreachableError, match="cannot answer: the database is away"):
        transport(server, pauses).json("GET", "/api/x")
    assert len(pauses) == 4


def test_a_refusal_has_its_fields(server: Scripted) -> None:
    server.answer(422, PROBLEM)

    with pytest.raises(ProblemError) as refused:
        transport(server, []).json("POST", "/api/x", body="name: a")
    assert refused.value.status == 422
    assert refused.value.title == "Invalid values"
    assert refused.value.errors == (
        FieldError("/architecture/heads", "3 heads do not divide width 128"),
        FieldError("/name", "must not be empty"),
    )
    assert str(refused.value).splitlines() == [
        "2 fields are invalid",
        "  /architecture/heads: 3 heads do not divide width 128",
        "  /name: must not be empty",
    ]
    assert server.asked[0][2]["Content-Type"] == "application/yaml"


@pytest.mark.parametrize(("status", "kind"), [(401, NotSignedInError), (403, NotSignedInError), (404, NotFoundError), (409, ConflictError)])
def test_each_kind_of_refusal_has_its_exception(server: Scripted, status: int, kind: type[ProblemError]) -> None:
    server.answer(status, "no problem document")

    with pytest.raises(kind, match=f"status {status}"):
        transport(server, []).json("GET", "/api/x")


def test_a_token_does_not_follow_a_redirection(server: Scripted) -> None:
    server.answer(302, None, Location="http://127.0.0.1:1/elsewhere")

    with pytest.raises(ProblemError, match="status 302"):
        transport(server, []).json("GET", "/api/x")


def test_values_of_a_path_are_encoded() -> None:
    assert path("/api/projects/{project}/x/{id}", "a b", "../c") == "/api/projects/a%20b/x/..%2Fc"
