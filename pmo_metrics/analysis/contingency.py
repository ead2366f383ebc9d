"""What open risks may cost together: the distribution of their sum, and the contingency that covers it at P50, P80, P90.

Costs are positive and savings (opportunities) negative here, in whatever currency the caller uses. Independent risks are
convolved, the few outcomes of a small register exactly; risks that go together are simulated with a stated seed. Sources:
AACE 57R-09 (simulation of risk events), Iman & Conover 1982 (Latin hypercube with given rank correlation), Malcolm et al.
1959 (PERT), Klugman, Panjer & Willmot, Loss Models (aggregate distributions by Fourier transform; rounding that keeps the mean).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Shape = Literal["triangular", "pert"]

EXACT_RISKS = 20  # up to 2^20 outcomes, which take a fifth of a second
CELLS = (
    2**13
)  # amounts of a convolution: a thousand risks take 40 ms, and P80 is within a thousandth of the sum's range
STRATA = 100  # equally likely amounts that stand for a cost given as a range
BEYOND = math.log(1e9)  # an outcome less likely than one in a billion may fall outside the amounts


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

    method: Literal["exact", "convolved", "simulated"]
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
    """The distribution of what the risks cost together: of independent ones outcome by outcome, else simulated.

    `correlation` (0 to below 1) is that of the normal scores behind every pair of risks; 0 takes them as independent.
    """
    if correlation:
        return _simulated(risks, draws, seed, correlation, shape)
    if len(risks) <= EXACT_RISKS and not any(r.is_range for r in risks):
        return _enumerated(risks)
    return _convolved(risks, shape)


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


Events = Sequence[tuple[Risk, Floats]]  # risks that may happen, each with equally likely amounts of what it then costs


def _convolved(risks: Sequence[Risk], shape: Shape) -> Distribution:
    """The sum on evenly spaced amounts: a product of Fourier transforms, each risk one factor.

    An amount between two cells is shared between them so that its mean stays what it is. Where all costs are whole
    multiples of the step nothing is between cells, and the result is exact.
    """
    events = [(r, _amounts(r, shape)) for r in risks if r.probability > 0]
    low, high = _reach(events)
    spare = min(len(events), math.isqrt(int(len(events) * BEYOND / 2))) + 2  # how far roundings add up (Hoeffding)
    step, is_exact = _step(events, (high - low) / (CELLS - 2 * spare))
    spectrum: NDArray[np.complex128] = np.ones(CELLS // 2 + 1, dtype=np.complex128)
    for risk, amounts in events:
        spectrum *= np.fft.rfft(_spread(risk.probability, amounts / step))
    first = math.floor(low / step) - spare
    found = np.asarray(np.roll(np.fft.irfft(spectrum, CELLS), -first), dtype=np.float64)
    some = found > math.exp(-BEYOND) / CELLS  # a transform leaves 1e-18 for 0
    outcomes = np.arange(first, first + CELLS, dtype=np.float64)[some] * step
    weights = found[some] / found[some].sum()
    mean = float(outcomes @ weights)
    sd = float(np.sqrt((outcomes - mean) ** 2 @ weights))
    method: Literal["exact", "convolved"] = "exact" if is_exact else "convolved"
    return Distribution(method, outcomes, np.cumsum(weights), mean, sd, len(risks), shape=shape)


def _amounts(risk: Risk, shape: Shape) -> Floats:
    if not risk.is_range:
        return np.array([risk.likely])
    return _impact_at(risk, (np.arange(STRATA) + 0.5) / STRATA, shape)


def _reach(events: Events) -> tuple[float, float]:
    """From which to which amount the sum lies: all of it, or as far from its mean as Bernstein's inequality leaves likely."""
    if not events:
        return 0.0, 0.0
    least = sum(min(amounts.min(), 0.0) for _, amounts in events)
    most = sum(max(amounts.max(), 0.0) for _, amounts in events)
    chances = np.array([r.probability for r, _ in events])
    means = chances * np.array([amounts.mean() for _, amounts in events])
    variance = float((chances * np.array([(amounts**2).mean() for _, amounts in events]) - means**2).sum())
    third = BEYOND * max(float(np.abs(amounts).max()) for _, amounts in events) / 3
    far = third + math.sqrt(third**2 + 2 * BEYOND * variance)
    return float(max(least, means.sum() - far)), float(min(most, means.sum() + far))


def _step(events: Events, least: float) -> tuple[float, bool]:
    """The distance of two cells, and whether every amount is a whole multiple of it: the greatest common one, if it will do."""
    common = math.gcd(*(round(a * 100) for _, amounts in events for a in amounts)) / 100
    if any(risk.is_range for risk, _ in events) or common < least:
        return least or 1.0, False
    return common or 1.0, True


def _spread(probability: float, places: Floats) -> Floats:
    """One risk on the cells, counted round from its zero: nothing, or one of the amounts, shared by the two cells beside it."""
    cells = np.zeros(CELLS)
    cells[0] = 1 - probability
    below = np.floor(places + 1e-9)
    upper = np.maximum(places - below, 0) * probability / len(places)
    np.add.at(cells, below.astype(np.int64) % CELLS, probability / len(places) - upper)
    np.add.at(cells, (below.astype(np.int64) + 1) % CELLS, upper)
    return cells


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


def takes_long(risks: Sequence[Risk], draws: int, correlation: float) -> bool:
    """Whether the distribution takes longer than a reader should wait unasked (some 60 ms)."""
    if correlation:
        return len(risks) * draws > 600_000
    return len(risks) + 2 * sum(r.is_range for r in risks) > 1_000


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
