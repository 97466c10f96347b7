"""One experiment: its state, its curves, its log and its checkpoints."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from . import schemas
from .errors import IsobathError, NotFinishedError
from .operations import Operations
from .transport import Transport, path
from .waiting import look_until

if TYPE_CHECKING:
    import pandas

__all__ = ["Experiment"]

_ENDED = ("FINISHED", "FAILED", "CANCELLED")
_MOST_POINTS = 20_000
_MOST_LINES = 10_000
_LOG_POSITION = "Isobath-Log-Position"


class Experiment:
    """An experiment as it was when it was last read.

    Attributes:
        data: everything that the server says about it
        values: the columns that a list was asked for, by name
    """

    def __init__(self, transport: Transport, data: schemas.Experiment, values: Mapping[str, Any] | None = None) -> None:
        self._transport = transport
        self._operations = Operations(transport)
        self.data = data
        self.values = dict(values or {})

    def __repr__(self) -> str:
        return f"<Experiment {self.name!r} {self.id} {self.state} {self.data['step']}/{self.data['steps']}>"

    @property
    def id(self) -> str:
        return self.data["id"]

    @property
    def name(self) -> str:
        return self.data["name"]

    @property
    def state(self) -> Literal["QUEUED", "RUNNING", "PAUSED", "FINISHED", "FAILED", "CANCELLED"]:
        return self.data["state"]

    @property
    def spec(self) -> schemas.CanonicalSpec:
        """The spec with every default filled in."""
        return self.data["spec"]

    @property
    def has_ended(self) -> bool:
        return self.state in _ENDED

    @property
    def url(self) -> str:
        """The address of its page."""
        return f"{self._transport.server}/experiments/{self.id}"

    def refresh(self) -> Experiment:
        """Reads the experiment again."""
        self.data = self._operations.get_experiment(self.id)
        return self

    def wait(
        self,
        *,
        timeout: float | None = None,
        seconds: float = 2,
        progress: Callable[[Experiment], None] | None = None,
        check: bool = True,
    ) -> Experiment:
        """Waits until the experiment has ended. A server that is restarted meanwhile is waited for.

        Args:
            timeout: the most seconds to wait
            seconds: the pause between two looks
            progress: is called after each look
            check: whether an experiment that failed or was cancelled is an error

        Raises:
            NotFinishedError: when it failed or was cancelled, unless check is False
            TimeoutError: when the time is up
        """

        def look() -> Experiment:
            self.refresh()
            if progress:
                progress(self)
            return self

        look_until(look, lambda each: each.has_ended, seconds=seconds, timeout=timeout, what=f"the experiment {self.name}")
        if check and self.state != "FINISHED":
            raise NotFinishedError(f"the experiment {self.name} is {self.state}: {self.data['stateReason']}")
        return self

    def cancel(self) -> Experiment:
        self.data = self._operations.cancel_experiment(self.id)
        return self

    def pause(self) -> Experiment:
        self.data = self._operations.pause_experiment(self.id)
        return self

    def resume(self) -> Experiment:
        self.data = self._operations.resume_experiment(self.id)
        return self

    def retry(self) -> Experiment:
        """Queues it again after it failed or was cancelled."""
        self.data = self._operations.retry_experiment(self.id)
        return self

    def clone(self, **changes: Any) -> Experiment:
        """Queues it again with changes to its spec (a merge patch), such as clone(name="seed 2", seed=2)."""
        return Experiment(self._transport, self._operations.clone_experiment(self.id, changes))

    def share(self, *, title: str | None = None, days: int | None = None) -> str:
        """Makes a link that anybody can open, and returns its address."""
        request: schemas.NewShare = {"experiments": [self.id], "title": title, "expiresInDays": days}
        return self._operations.create_share(request)["url"]

    # --- curves

    def curves(
        self,
        metrics: Sequence[str] = ("train_loss", "val_loss"),
        *,
        x: Literal["step", "tokens", "flops", "seconds"] = "step",
        points: int = _MOST_POINTS,
        smoothing: str | None = None,
    ) -> pandas.DataFrame:
        """Returns curves as a DataFrame of pandas, with a column for each metric and x as its index.

        A curve with more points than asked for has the mean of each bucket (docs/api.md). Where a metric was not measured it is NaN.

        Args:
            metrics: names of metrics; docs/metrics.md has them, and router_mean/* stands for all of a kind
            smoothing: such as "ema:0.99"; the columns then have the smoothed values
        """
        import pandas

        series = {}
        for curve in self.curve_data(metrics, x=x, points=points, smoothing=smoothing):
            values = curve["smoothed"] if curve["smoothed"] is not None else curve["y"]
            # What is not finite comes as a text, which float reads.
            column = pandas.Series([float(value) for value in values], index=curve["x"], dtype="float64")
            # Two steps may end at the same moment of a coarse clock.
            series[curve["metric"]] = column[~column.index.duplicated(keep="last")]
        frame = pandas.DataFrame(series)
        frame.index.name = x
        return frame.sort_index()

    def curve_data(
        self, metrics: Sequence[str], *, x: str = "step", points: int = _MOST_POINTS, smoothing: str | None = None
    ) -> list[schemas.Curve]:
        """Returns curves as the server gives them, without pandas."""
        answer = self._operations.get_curves(self.id, metrics=list(metrics), x=x, points=points, smoothing=smoothing)
        return answer["curves"]

    # --- log

    def log(self, lines: int = 1_000) -> list[str]:
        """Returns the last lines that its attempts printed."""
        return self._operations.get_logs(self.id, lines=lines).splitlines()

    def follow_log(self, lines: int = 1_000, *, seconds: float = 2) -> Iterator[str]:
        """Yields the last lines, and then each new line until the experiment has ended."""
        position = "0"
        ended = False
        asked = lines
        while True:
            response = self._transport.response(
                "GET", path("/api/experiments/{id}/logs", self.id), query={"lines": asked, "after": position}
            )
            position = response.headers.get(_LOG_POSITION, position)
            yield from response.text.splitlines()
            if ended:
                return
            asked = _MOST_LINES
            try:
                look_until(self.refresh, lambda each: each.has_ended, seconds=seconds, timeout=seconds, what="the experiment")
                # The lines are read once more, because the last ones may have come since.
                ended = True
            except TimeoutError:
                continue

    # --- checkpoints

    def checkpoints(self) -> list[schemas.Checkpoint]:
        """Returns its checkpoints, by step."""
        return sorted(self._operations.list_checkpoints(self.id)["checkpoints"], key=lambda each: each["step"])

    def download_checkpoint(self, target: str | Path, *, step: int | None = None, optimizer: bool = False) -> Path:
        """Downloads a checkpoint as a safetensors file.

        Args:
            target: the file to write
            step: the step of the checkpoint; the last one unless it is given
            optimizer: whether the moments of the optimiser belong to it; the file is then the whole checkpoint, and its digest is checked

        Raises:
            LookupError: when there is no such checkpoint
            IsobathError: when the file is not what the server has
        """
        found = [each for each in self.checkpoints() if step is None or each["step"] == step]
        if not found:
            raise LookupError(f"the experiment {self.name} has no checkpoint" + ("" if step is None else f" at step {step}"))
        checkpoint = found[-1]
        file = Path(target)
        self._transport.download(
            path("/api/checkpoints/{id}/model.safetensors", checkpoint["id"]), file, query={"optimizer": optimizer}
        )
        if optimizer:
            with file.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
            if digest != checkpoint["sha256"]:
                file.unlink()
                raise IsobathError(f"the checkpoint at step {checkpoint['step']} has the digest {digest}, not {checkpoint['sha256']}")
        return file
