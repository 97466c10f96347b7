"""A client of Isobath, which queues, trains and compares transformer experiments.

    from isobath import Client

    client = Client("http://localhost:8080", token_file="token")
    experiment = client.submit(spec).wait()
    experiment.curves(["train_loss"], x="flops").plot()
"""

from .client import Client
from .errors import (
    ConflictError,
    FieldError,
    IsobathError,
    NotFinishedError,
    NotFoundError,
    NotSignedInError,
    ProblemError,
    UnreachableError,
)
from .experiments import Experiment
from .studies import Study

__all__ = [
    "Client",
    "ConflictError",
    "Experiment",
    "FieldError",
    "IsobathError",
    "NotFinishedError",
    "NotFoundError",
    "NotSignedInError",
    "ProblemError",
    "Study",
    "UnreachableError",
]
