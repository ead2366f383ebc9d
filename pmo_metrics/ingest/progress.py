"""How far a load is, told between its stages to whoever waits; the one told may call it off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from pmo_metrics.errors import PmoError

Stage = Literal["read", "check", "build", "derive", "publish"]

# The stage that begins (or goes on) and the share of the whole that is done. Raising Cancelled here calls the load off.
Progress = Callable[[Stage, float], None]

# How much of the whole is done when a stage begins and when it ends.
_SPANS: dict[Stage, tuple[float, float]] = {
    "read": (0.0, 0.45), "check": (0.45, 0.6), "build": (0.6, 0.75), "derive": (0.75, 0.95), "publish": (0.95, 1.0),
}  # fmt: skip


class Cancelled(PmoError):
    """The load was called off between two stages; nothing was published and nothing is left behind."""

    def __init__(self) -> None:
        super().__init__("The load was cancelled. Nothing was published.")


def silent(stage: Stage, share: float) -> None:
    """Nobody waits."""


def tell(progress: Progress, stage: Stage, done: int = 0, of: int = 1) -> None:
    """Say that `done` of the `of` parts of a stage are behind us."""
    begin, end = _SPANS[stage]
    progress(stage, begin + (end - begin) * done / max(of, 1))
