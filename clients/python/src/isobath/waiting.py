"""Waiting for something that takes a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from .errors import UnreachableError

# A server that is restarted or replaced is back by then.
_LONGEST_ABSENCE = 300.0


T = TypeVar("T")


def look_until(look: Callable[[], T], done: Callable[[T], bool], *, seconds: float, timeout: float | None, what: str) -> T:
    """Looks again and again until what is seen is done, and returns it. A server that is restarted meanwhile is waited for.

    Args:
        seconds: the pause between two looks
        timeout: the most seconds to wait; without it there is no end

    Raises:
        TimeoutError: when the time is up
        UnreachableError: when the server was away for five minutes
    """
    deadline = None if timeout is None else time.monotonic() + timeout
    seen_at = time.monotonic()
    while True:
        try:
            seen = look()
            seen_at = time.monotonic()
            if done(seen):
                return seen
        except UnreachableError:
            if time.monotonic() - seen_at > _LONGEST_ABSENCE:
                raise
        left = seconds if deadline is None else min(seconds, deadline - time.monotonic())
        if left <= 0:
            raise TimeoutError(f"{what} has not ended within {timeout:g} seconds")
        time.sleep(left)
