"""What can go wrong, as exceptions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

__all__ = [
    "ConflictError",
    "FieldError",
    "IsobathError",
    "NotFinishedError",
    "NotFoundError",
    "NotSignedInError",
    "ProblemError",
    "UnreachableError",
]


class IsobathError(Exception):
    """The base of all exceptions of this package."""


class FieldError(NamedTuple):
    """One field that the server refuses: its JSON pointer, and why."""

    pointer: str
    detail: str


class ProblemError(IsobathError):
    """The server refused a request (RFC 9457).

    Attributes:
        status: the status of the response, such as 422
        title: the kind of problem
        detail: what is wrong, in a sentence
        errors: the fields that it is about
    """

    def __init__(self, status: int, title: str, detail: str, errors: Sequence[FieldError] = ()) -> None:
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)
        lines = [f"{each.pointer}: {each.detail}" for each in errors]
        super().__init__("\n".join([detail, *(f"  {line}" for line in lines if line not in detail)]))


class NotSignedInError(ProblemError):
    """There is no token, or it is not valid, or its owner may not do this (401, 403)."""


class NotFoundError(ProblemError):
    """There is no such thing (404)."""


class ConflictError(ProblemError):
    """The request does not fit to the state of things (409)."""


class UnreachableError(IsobathError):
    """The server cannot be reached, or could not answer, also after several tries."""


class NotFinishedError(IsobathError):
    """An experiment that was waited for failed or was cancelled."""


def problem(status: int, body: object) -> ProblemError:
    """Returns the exception for a problem document, or for another body."""
    kind = {401: NotSignedInError, 403: NotSignedInError, 404: NotFoundError, 409: ConflictError}.get(status, ProblemError)
    if not isinstance(body, dict) or not isinstance(body.get("detail"), str):
        return kind(status, "", f"the server answered with status {status}")
    errors = body.get("errors") or []
    return kind(
        status,
        str(body.get("title", "")),
        body["detail"],
        [FieldError(str(each.get("pointer", "")), str(each.get("detail", ""))) for each in errors if isinstance(each, dict)],
    )
