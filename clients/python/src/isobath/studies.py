"""One study: its plan, its experiments and what they say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from . import schemas
from .operations import Operations
from .transport import Transport
from .waiting import look_until

__all__ = ["Study"]

# The server adds seeds shortly after the last experiment of a variant has ended.
_QUIET_LOOKS = 4


class Study:
    """A study as it was when it was last read.

    Attributes:
        data: everything that the server says about it
    """

    def __init__(self, transport: Transport, data: schemas.Study) -> None:
        self._transport = transport
        self._operations = Operations(transport)
        self.data = data

    def __repr__(self) -> str:
        return f"<Study {self.name!r} {self.id} {self.progress['finished']}/{self.progress['members']} finished>"

    @property
    def id(self) -> str:
        return self.data["id"]

    @property
    def name(self) -> str:
        return self.data["name"]

    @property
    def progress(self) -> schemas.StudyProgress:
        return self.data["progress"]

    @property
    def url(self) -> str:
        """The address of its page."""
        return f"{self._transport.server}/studies/{self.id}"

    def refresh(self) -> Study:
        """Reads the study again."""
        self.data = self._operations.get_study(self.id)
        return self

    def plan(self) -> schemas.StudyPlan:
        """Returns a row for each experiment, before or after the launch."""
        return self._operations.get_study_plan(self.id)

    def launch(self) -> Study:
        """Submits every experiment that waits for it. A launch that was interrupted goes on."""
        self.data = self._operations.launch_study(self.id)
        return self

    def cancel(self) -> schemas.StudyActionResult:
        """Cancels the experiments that the study has submitted."""
        return self._operations.cancel_study(self.id)

    def wait(
        self, *, timeout: float | None = None, seconds: float = 3, progress: Callable[[Study], None] | None = None
    ) -> Study:
        """Waits until no experiment of the study is on its way, and until the server has added none for a while.

        Raises:
            TimeoutError: when the time is up
        """
        quiet = 0

        def look() -> Study:
            nonlocal quiet
            self.refresh()
            going = self.progress["queued"] + self.progress["running"] + self.progress["paused"]
            quiet = 0 if going else quiet + 1
            if progress:
                progress(self)
            return self

        return look_until(
            look, lambda _: quiet >= _QUIET_LOOKS, seconds=seconds, timeout=timeout, what=f"the study {self.name}"
        )

    def analysis(self, *, axis: Literal["flops", "parameters"] = "flops", baseline: str | None = None) -> schemas.StudyAnalysis:
        """Returns what the finished experiments say (docs/statistics.md)."""
        return self._operations.analyse_study(self.id, axis=axis, baseline=baseline)

    def verdicts(self, *, baseline: str | None = None) -> list[schemas.StudyVerdict]:
        """Returns how each variant does against the baseline, with the rule that decided it."""
        return self.analysis(baseline=baseline)["verdicts"]

    def share(self, *, title: str | None = None, days: int | None = None) -> str:
        """Makes a link that anybody can open, and returns its address."""
        request: schemas.NewShare = {"study": self.id, "title": title, "expiresInDays": days}
        return self._operations.create_share(request)["url"]
