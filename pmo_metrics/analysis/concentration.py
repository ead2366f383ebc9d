"""How much of a whole hangs on a few: shares of the largest, and the Herfindahl index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Concentration:
    """Shares (0 to 1) of the 1, 3 and 5 largest amounts, and the sum of all squared shares.

    The Herfindahl(-Hirschman) index is 1 where one has all and 1/n where n have the same; 1 / index is thus the number of
    equal parts that would be as concentrated. US merger guidelines (2023) call 0.10 to 0.18 moderate and more high.
    """

    top_1: float
    top_3: float
    top_5: float
    herfindahl: float


def concentration(amounts: Sequence[float]) -> Concentration | None:
    """How concentrated positive amounts are; None where there is nothing to share (no amount, or all zero)."""
    ordered = sorted((a for a in amounts if a > 0), reverse=True)
    whole = sum(ordered)
    if not whole:
        return None
    shares = [a / whole for a in ordered]
    return Concentration(shares[0], sum(shares[:3]), sum(shares[:5]), sum(s * s for s in shares))
