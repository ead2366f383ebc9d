"""What open risks may cost together: the distribution of their sum, and the contingency that covers it at P50, P80, P90.

Costs are positive and savings (opportunities) negative here, in whatever currency the caller uses. A small register of
fixed costs is worked out exactly; any other is simulated with a stated seed. Sources: AACE 57R-09 (simulation of risk
events), Iman & Conover 1982 (Latin hypercube with given rank correlation), Malcolm et al. 1959 (PERT).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Shape = Literal["triangular", "pert"]

EXACT_RISKS = 20  # up to 2^20 outcomes, which take a fifth of a second


@dataclass(frozen=True)
class Risk:
    """An event with a probability from 0 to 1 and a cost if it happens: fixed, or low <= likely <= high. Savings are negative.

    ValueError where the probability or the order of the three costs is wrong.
    """

    probability: float
    likely: float
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise ValueError(f"a probability lies between 0 and 1, not at {self.probability}")
        if self.is_range and not self.least <= self.likely <= self.most:
            raise ValueError(f"low <= likely <= high does not hold for {self.least}, {self.likely}, {self.most}")

    @property
    def is_range(self) -> bool:
        return self.low is not None and self.high is not None and self.low != self.high

    @property
    def least(self) -> float:
        return self.likely if self.low is None else self.low

    @property
    def most(self) -> float:
        return self.likely if self.high is None else self.high


@dataclass(frozen=True)
class Distribution:
    """The sum of all risks: every outcome in rising order with the probability of it or less, and how it was found."""

    method: Literal["exact", "simulated"]
    outcomes: Floats
    cumulative: Floats
    mean: float
    sd: float
    risks: int
    draws: int = 0  # 0: exact
    seed: int | None = None
    correlation: float = 0.0
    shape: Shape = "triangular"

    def percentile(self, share: float) -> float:
        """The smallest outcome that is not exceeded with at least this probability (inverse CDF, SQL's quantile_disc)."""
        place = int(np.searchsorted(self.cumulative, share - 1e-9))
        return float(self.outcomes[min(place, len(self.outcomes) - 1)])

    def covered(self, amount: float) -> float:
        """The probability that the sum does not exceed an amount."""
        place = int(np.searchsorted(self.outcomes, amount, side="right"))
        return float(self.cumulative[place - 1]) if place else 0.0


def contingency(
    risks: Sequence[Risk], *, draws: int = 10_000, seed: int = 0, correlation: float = 0.0, shape: Shape = "triangular"
) -> Distribution:
    """The distribution of what the risks cost together: exact for up to 20 independent fixed costs, else simulated.

    `correlation` (0 to below 1) is that of the normal scores behind every pair of risks; 0 takes them as independent.
    """
    if len(risks) <= EXACT_RISKS and correlation == 0 and not any(r.is_range for r in risks):
        return _enumerated(risks)
    return _simulated(risks, draws, seed, correlation, shape)


def _enumerated(risks: Sequence[Risk]) -> Distribution:
    """All outcomes, risk by risk, equal sums merged: in whole cents, so that equal sums are equal."""
    cents: NDArray[np.int64] = np.zeros(1, dtype=np.int64)
    weights: Floats = np.ones(1)
    for risk in risks:
        both = np.concatenate([cents, cents + round(risk.likely * 100)])
        chance = np.concatenate([weights * (1 - risk.probability), weights * risk.probability])
        cents, place = np.unique(both, return_inverse=True)
        weights = np.bincount(place, chance).astype(np.float64)
    outcomes = cents / 100
    mean = float(outcomes @ weights)
    sd = float(np.sqrt(np.maximum((outcomes - mean) ** 2 @ weights, 0)))
    return Distribution("exact", outcomes, np.cumsum(weights), mean, sd, len(risks))


def _simulated(risks: Sequence[Risk], draws: int, seed: int, correlation: float, shape: Shape) -> Distribution:
    total = np.zeros(draws)
    for risk, luck in zip(risks, luck_of(len(risks), draws, seed, correlation), strict=True):
        total += cost_at(risk, luck, shape)
    outcomes = np.sort(total)
    cumulative = np.arange(1, draws + 1) / draws
    found = float(outcomes.mean()), float(outcomes.std())
    return Distribution("simulated", outcomes, cumulative, *found, len(risks), draws, seed, correlation, shape)


def luck_of(count: int, draws: int, seed: int, correlation: float | Floats = 0.0) -> Iterator[Floats]:
    """For each of `count` items `draws` numbers evenly spread over (0, 1), in an order that correlates as asked.

    Latin hypercube: each item meets every stretch of its distribution exactly once; a Gaussian copula orders them.
    `correlation` is one number for every pair, or a positive definite matrix.
    """
    generator = np.random.default_rng(seed)
    even = (np.arange(draws) + 0.5) / draws
    for scores in _normal_scores(count, draws, generator, correlation):
        luck = np.empty(draws)
        luck[np.argsort(scores)] = even
        yield luck


def _normal_scores(
    count: int, draws: int, generator: np.random.Generator, correlation: float | Floats
) -> Iterator[Floats]:
    if isinstance(correlation, np.ndarray):
        yield from np.linalg.cholesky(correlation) @ generator.standard_normal((count, draws))
        return
    common = np.sqrt(correlation) * generator.standard_normal(draws)
    for _ in range(count):
        yield common + np.sqrt(1 - correlation) * generator.standard_normal(draws)


def cost_at(risk: Risk, luck: Floats, shape: Shape = "triangular") -> Floats:
    """What the risk costs at each number of `luck` (its inverse CDF): it rises with luck, so that bad goes with bad."""
    cost = np.zeros(len(luck))
    if risk.probability == 0:
        return cost
    saves = risk.most < 0 or (risk.most == 0 and risk.least < 0)
    happens = luck < risk.probability if saves else luck >= 1 - risk.probability
    own = luck[happens] if saves else luck[happens] - (1 - risk.probability)
    cost[happens] = _impact_at(risk, own / risk.probability, shape)
    return cost


def _impact_at(risk: Risk, share: Floats, shape: Shape) -> Floats:
    if not risk.is_range:
        return np.full(len(share), risk.likely)
    return (triangular_at if shape == "triangular" else pert_at)(risk.least, risk.likely, risk.most, share)


def triangular_at(low: float, likely: float, high: float, share: Floats) -> Floats:
    """Inverse CDF of the triangular distribution."""
    width, peak = high - low, (likely - low) / (high - low)
    rising = low + np.sqrt(share * width * (likely - low))
    falling = high - np.sqrt((1 - share) * width * (high - likely))
    return np.where(share < peak, rising, falling)


def pert_at(low: float, likely: float, high: float, share: Floats) -> Floats:
    """Inverse CDF of the PERT distribution (a beta with mean (low + 4 likely + high) / 6), from its density on a fine grid."""
    grid = np.linspace(0, 1, 4001)
    peak = (likely - low) / (high - low)
    density = grid ** (4 * peak) * (1 - grid) ** (4 * (1 - peak))
    area = np.concatenate([[0.0], np.cumsum(density[1:] + density[:-1])])
    return low + (high - low) * np.interp(share, area / area[-1], grid)


# From the register to a distribution.


def priced(rows: pl.DataFrame) -> tuple[list[Risk], int]:
    """The open risks of `risk_status` rows that can be simulated, and how many open ones cannot.

    Probability must be known and below 1 (at 1 it is an issue) and the cost known. A range counts as one only where low,
    likely and high are in order; opportunities are savings.
    """
    open_ones = rows.filter("is_open")
    known = open_ones.filter(pl.col("emv").is_not_null())
    columns = ("kind", "probability", "cost_low", "cost_likely", "cost_high")
    return [_risk(*row) for row in known.select(columns).iter_rows()], open_ones.height - known.height


def _risk(kind: str, probability: object, low: object, likely: object, high: object) -> Risk:
    sign = -1 if kind == "opportunity" else 1
    cost = sign * abs(_number(likely))
    if low is None or high is None or not abs(_number(low)) <= abs(_number(likely)) <= abs(_number(high)):
        return Risk(_number(probability), cost)
    ends = sorted((sign * abs(_number(low)), sign * abs(_number(high))))
    return Risk(_number(probability), cost, *ends)


def _number(value: object) -> float:
    return float(str(value))
