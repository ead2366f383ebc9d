"""The distribution of what risks cost together: exact where it can be, the same for the same seed, right where known."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo_metrics.analysis.concentration import concentration
from pmo_metrics.analysis.contingency import (
    EXACT_RISKS,
    Risk,
    Shape,
    contingency,
    cost_at,
    luck_of,
    pert_at,
    priced,
    triangular_at,
)

COIN = [Risk(0.5, 100.0), Risk(0.5, 100.0)]


def test_two_even_risks_give_0_100_200_with_a_quarter_a_half_a_quarter() -> None:
    found = contingency(COIN)
    assert found.method == "exact"
    assert found.outcomes.tolist() == [0, 100, 200]
    assert found.cumulative.tolist() == pytest.approx([0.25, 0.75, 1])
    assert (found.mean, found.sd) == pytest.approx((100, math.sqrt(5000)))
    # the inverse CDF takes the smallest outcome that reaches the share: 0.75 is reached at 100 already
    assert [found.percentile(p) for p in (0.2, 0.25, 0.5, 0.75, 0.76, 1.0)] == [0, 0, 100, 100, 200, 200]
    assert [found.covered(x) for x in (-1, 0, 99, 100, 500)] == pytest.approx([0, 0.25, 0.25, 0.75, 1])


def test_an_opportunity_takes_off_what_a_threat_adds() -> None:
    found = contingency([Risk(0.5, 100.0), Risk(0.5, -40.0)])
    assert found.outcomes.tolist() == [-40, 0, 60, 100] and found.mean == pytest.approx(30)


def test_no_risks_cost_nothing_for_certain() -> None:
    found = contingency([])
    assert (found.mean, found.sd, found.percentile(0.8), found.covered(0)) == (0, 0, 0, 1)


def test_certain_and_impossible_risks() -> None:
    assert contingency([Risk(1.0, 7.0), Risk(0.0, 1000.0)]).percentile(0.9) == 7
    drawn = contingency([Risk(1.0, 7.0, 6.0, 8.0), Risk(0.0, 1.0, 0.0, 2.0)], draws=99, correlation=0.1)
    assert drawn.percentile(0.5) == 7


@pytest.mark.parametrize("bad", [(1.1, 5.0, None, None), (-0.1, 5.0, None, None), (0.5, 5.0, 6.0, 7.0)])
def test_a_faulty_risk_is_refused(bad: tuple[float, float, float | None, float | None]) -> None:
    with pytest.raises(ValueError, match=r"between 0 and 1|does not hold"):
        Risk(*bad)


def test_whole_amounts_are_exact_however_many_the_risks() -> None:
    # fair coins of 1: binomial, P80 of twenty = 12 because P(X <= 11) = 0.7483 and P(X <= 12) = 0.8684
    few = contingency([Risk(0.5, 1.0)] * EXACT_RISKS)
    assert (few.method, few.percentile(0.8), len(few.outcomes)) == ("exact", 12, 21)
    assert few.covered(11) == pytest.approx(0.748278, abs=1e-6)
    many = contingency([Risk(0.3, 1000.0)] * 200 + [Risk(0.3, -500.0)] * 100)
    hundreds = np.array([math.comb(200, k) * 0.3**k * 0.7 ** (200 - k) for k in range(201)])
    savings = np.array([math.comb(100, k) * 0.3**k * 0.7 ** (100 - k) for k in range(101)])
    assert many.method == "exact" and set(np.round(many.outcomes % 500, 6)) == {0}
    at = sum(h * s for k, h in enumerate(hundreds) for j, s in enumerate(savings) if 1000 * k - 500 * j <= 47_500)
    assert many.covered(47_500) == pytest.approx(at, abs=1e-9)


ODD = [Risk(0.05 + 0.9 * (n % 7) / 7, 1000.37 * (1 + n % 13) ** 1.5) for n in range(60)]


def test_a_convolution_agrees_with_all_outcomes_and_with_simulation() -> None:
    """Costs without a common measure: what is rounded to the cells keeps mean and variance, and P80 within a thousandth."""
    small = [Risk(r.probability, r.likely) for r in ODD[: EXACT_RISKS - 1]]
    exact, wide = contingency(small), contingency([*small, Risk(1e-12, 1.0), Risk(1e-12, 1.01)])
    assert (exact.method, wide.method) == ("exact", "convolved")
    assert (wide.mean, wide.sd) == pytest.approx((exact.mean, exact.sd), rel=1e-3)
    for share in (0.5, 0.8, 0.9):
        assert wide.percentile(share) == pytest.approx(exact.percentile(share), rel=2e-3)
    drawn = contingency(ODD, draws=100_000, correlation=1e-12, seed=5)
    assert [contingency(ODD).percentile(p) for p in (0.5, 0.8, 0.9)] == pytest.approx(
        [drawn.percentile(p) for p in (0.5, 0.8, 0.9)], rel=0.004
    )


@pytest.mark.parametrize("shape", ["triangular", "pert"])
def test_a_convolution_of_ranges_has_the_moments_of_their_distribution(shape: Shape) -> None:
    low, likely, high, chance, count = 20.0, 50.0, 110.0, 0.4, 30
    found = contingency([Risk(chance, likely, low, high)] * count, shape=shape)
    weight = 1 if shape == "triangular" else 4
    mean = (low + weight * likely + high) / (2 + weight)
    spread = (low**2 + likely**2 + high**2 - low * likely - low * high - likely * high) / 18
    spread = spread if shape == "triangular" else (mean - low) * (high - mean) / 7
    assert found.method == "convolved" and found.shape == shape
    assert found.mean == pytest.approx(count * chance * mean, rel=1e-3)
    assert found.sd**2 == pytest.approx(count * (chance * (spread + mean**2) - (chance * mean) ** 2), rel=2e-3)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.floats(0.01, 0.99), st.integers(-90_000, 90_000).map(lambda c: c / 100)), min_size=25, max_size=40
    )
)
def test_independent_programs_add_up(pairs: list[tuple[float, float]]) -> None:
    """Means and variances of two halves of a portfolio are those of the whole; only percentiles do not add."""
    risks = [Risk(p, c) for p, c in pairs]
    whole, one, other = contingency(risks), contingency(risks[:12]), contingency(risks[12:])
    assert whole.mean == pytest.approx(one.mean + other.mean, abs=0.02)
    assert whole.sd**2 == pytest.approx(one.sd**2 + other.sd**2, rel=0.01, abs=1)
    assert whole.percentile(0.9) <= one.percentile(1.0) + other.percentile(1.0) + 1
    assert (np.diff(whole.outcomes) > 0).all() and whole.cumulative[-1] == pytest.approx(1)


def test_the_order_of_the_risks_does_not_matter() -> None:
    there, back = contingency(ODD), contingency(ODD[::-1])
    assert [there.percentile(p) for p in (0.5, 0.8, 0.9)] == [back.percentile(p) for p in (0.5, 0.8, 0.9)]


def test_one_rare_disaster_among_many_small_risks_stays_in_the_tail() -> None:
    """Its cost is thirty standard deviations from the mean: still inside the amounts, with its probability."""
    found = contingency([*ODD, Risk(0.001, 30_000_000.5)])
    assert 1 - found.covered(30_000_000) == pytest.approx(0.001, abs=1e-6)


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others() -> None:
    risks = [Risk(0.3, 50.0, 10.0, 90.0)] * 3
    first, again, other = (contingency(risks, seed=s, draws=2000, correlation=0.2) for s in (7, 7, 8))
    assert np.array_equal(first.outcomes, again.outcomes)
    assert not np.array_equal(first.outcomes, other.outcomes)
    assert (first.seed, first.draws) == (7, 2000)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(-500, 500)), max_size=8))
def test_the_mean_is_the_expected_value_and_the_variance_adds(pairs: list[tuple[float, int]]) -> None:
    found = contingency([Risk(p, float(c)) for p, c in pairs])
    assert found.mean == pytest.approx(sum(p * c for p, c in pairs), abs=1e-6)
    assert found.sd**2 == pytest.approx(sum(p * (1 - p) * c * c for p, c in pairs), rel=1e-6, abs=1e-4)
    assert (np.diff(found.outcomes) > 0).all() and found.cumulative[-1] == pytest.approx(1)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.floats(0.05, 0.95), st.integers(1, 500)), min_size=1, max_size=6))
def test_simulation_comes_close_to_what_is_exact(pairs: list[tuple[float, int]]) -> None:
    risks = [Risk(p, float(c)) for p, c in pairs]
    exact, drawn = contingency(risks), contingency(risks, draws=20_000, seed=3, correlation=1e-12)
    assert drawn.method == "simulated"
    assert drawn.mean == pytest.approx(exact.mean, rel=0.001, abs=0.05)
    at = exact.outcomes
    assert [drawn.covered(x) for x in at] == pytest.approx([exact.covered(x) for x in at], abs=0.015)


def test_quantiles_of_triangular_and_pert_have_the_moments_of_the_book() -> None:
    even = (np.arange(200_000) + 0.5) / 200_000
    low, likely, high = 5.0, 8.0, 14.0
    triangle = triangular_at(low, likely, high, even)
    assert triangle.mean() == pytest.approx((low + likely + high) / 3, rel=1e-6)
    spread = (low**2 + likely**2 + high**2 - low * likely - low * high - likely * high) / 18
    assert triangle.var() == pytest.approx(spread, rel=1e-5)
    beta = pert_at(low, likely, high, even)
    mean = (low + 4 * likely + high) / 6
    assert beta.mean() == pytest.approx(mean, rel=1e-6)
    assert beta.var() == pytest.approx((mean - low) * (high - mean) / 7, rel=1e-4)
    assert (np.diff(beta) >= 0).all() and low <= beta[0] and beta[-1] <= high


def test_a_range_changes_the_spread_and_not_what_is_drawn_at_the_ends() -> None:
    risk = Risk(0.4, 50.0, 20.0, 110.0)
    luck = np.array([0.0, 0.5999, 0.6, 1.0])
    assert cost_at(risk, luck).tolist() == pytest.approx([0, 0, 20, 110])
    saving = Risk(0.4, -50.0, -110.0, -20.0)
    assert cost_at(saving, np.array([0.0, 0.39999, 0.4, 1.0])).tolist() == pytest.approx([-110, -20, 0, 0], abs=0.5)


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.7])
def test_correlated_sums_have_the_variance_of_the_formula(rho: float) -> None:
    """Normal items keep the correlation of their scores, so sum var + 2 sum rho sd sd is exact for them."""
    sds, draws = (2.0, 3.0, 4.0), 100_000
    normal = np.sort(np.random.default_rng(1).standard_normal(draws))
    items = [
        sd * np.interp(u, (np.arange(draws) + 0.5) / draws, normal)
        for sd, u in zip(sds, luck_of(3, draws, 5, rho), strict=True)
    ]
    expected = 4 + 9 + 16 + 2 * rho * (6 + 8 + 12)
    assert np.sum(items, axis=0).var() == pytest.approx(expected, rel=0.02)


def test_risks_that_go_together_leave_the_mean_and_raise_p90() -> None:
    risks = [Risk(0.3, 100.0)] * 12
    alone, together = (contingency(risks, correlation=rho, draws=20_000) for rho in (0.0, 0.5))
    assert (alone.method, together.method, together.correlation) == ("exact", "simulated", 0.5)
    assert together.mean == pytest.approx(alone.mean, rel=0.001)
    assert together.percentile(0.9) > alone.percentile(0.9) and together.sd > 1.3 * alone.sd


def test_p80_of_the_sum_is_not_the_sum_of_p80s() -> None:
    parts = [Risk(0.25, 100.0)] * 4
    assert sum(contingency([p]).percentile(0.8) for p in parts) == 400
    assert contingency(parts).percentile(0.8) == 200  # P(at most 1) = 0.738, P(at most 2) = 0.949


def test_only_open_risks_with_probability_and_cost_are_priced() -> None:
    rows = pl.DataFrame(
        {
            "is_open": [True, True, True, True, False],
            "kind": ["threat", "opportunity", "threat", "threat", "threat"],
            "probability": [0.5, 0.2, 0.1, None, 0.5],
            "cost_low": [None, 10.0, 300.0, None, None],
            "cost_likely": [100.0, 20.0, 200.0, 50.0, 100.0],
            "cost_high": [None, 40.0, 250.0, None, None],
            "emv": [-50.0, 4.0, -20.0, None, 0.0],
        }
    )
    risks, left_out = priced(rows)
    assert risks == [Risk(0.5, 100.0), Risk(0.2, -20.0, -40.0, -10.0), Risk(0.1, 200.0)]  # 300, 200, 250: not in order
    assert left_out == 1


def test_concentration_of_equal_parts_and_of_one() -> None:
    assert concentration([]) is None and concentration([0.0, -5.0]) is None
    one = concentration([7.0])
    assert one and (one.top_1, one.top_5, one.herfindahl) == (1, 1, 1)
    ten = concentration([3.0] * 10)
    assert ten and (ten.top_1, ten.top_3, ten.top_5, ten.herfindahl) == pytest.approx((0.1, 0.3, 0.5, 0.1))
    # shares 0.4, 0.3, 0.2, 0.1: squares add up to 0.30
    four = concentration([10.0, 40.0, 20.0, 30.0])
    assert four and (four.top_1, four.top_3, four.herfindahl) == pytest.approx((0.4, 0.9, 0.30))
