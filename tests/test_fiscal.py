"""Fiscal calendars: months from any start, and the published 4-5-4 years of the National Retail Federation."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import world

from pmo_metrics.errors import BadRequest
from pmo_metrics.fiscal import fiscal_period_on, fiscal_periods, fiscal_year
from pmo_metrics.settings import Settings, read_settings

NRF = Path(__file__).resolve().parents[2] / "shared" / "oracles" / "nrf_454_years.csv"
RETAIL = Settings(fiscal_start_month=2, fiscal_named_by="start", fiscal_weeks="4-5-4")


@pytest.mark.skipif(not NRF.exists(), reason="no oracle files beside the repository")
def test_published_years() -> None:
    years = list(csv.DictReader(NRF.read_text("utf-8").splitlines()))
    assert len(years) == 28
    for row in years:
        found = fiscal_year(int(row["fiscal_year"]), RETAIL)
        assert (found.start.isoformat(), found.end.isoformat(), found.weeks) == (
            row["start"],
            row["end"],
            int(row["weeks"]),
        )


def test_a_year_of_53_weeks_gives_the_last_period_one_more() -> None:
    periods = fiscal_periods(2023, RETAIL)
    assert [p.weeks for p in periods] == [4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5, 5]
    assert (periods[0].start, periods[-1].end) == (date(2023, 1, 29), date(2024, 2, 3))


def test_years_are_named_after_their_end_or_their_start() -> None:
    us = Settings(fiscal_start_month=10)  # FY2026 = 1 October 2025 to 30 September 2026
    assert (fiscal_year(2026, us).start, fiscal_year(2026, us).end) == (date(2025, 10, 1), date(2026, 9, 30))
    uk = Settings(fiscal_start_month=4, fiscal_named_by="start")
    assert fiscal_year(2025, uk).start == date(2025, 4, 1)
    assert fiscal_year(2026, Settings()).start == date(2026, 1, 1)


@given(
    st.integers(1990, 2060),
    st.integers(1, 12),
    st.sampled_from(["", "4-4-5", "4-5-4", "5-4-4"]),
    st.sampled_from(["nearest", "last"]),
)
def test_periods_fill_the_year_without_gap(year: int, month: int, weeks: str, ends: str) -> None:
    settings = Settings(fiscal_start_month=month, fiscal_weeks=weeks, fiscal_year_ends=ends)
    whole, periods = fiscal_year(year, settings), fiscal_periods(year, settings)
    assert (periods[0].start, periods[-1].end) == (whole.start, whole.end)
    assert all(a.end + timedelta(days=1) == b.start for a, b in pairwise(periods))
    assert fiscal_year(year + 1, settings).start == whole.end + timedelta(days=1)
    assert whole.weeks in ((52, 53) if weeks else (None,))


@pytest.mark.parametrize(
    "wrong", ['fiscal_weeks = "5-5-5"', "fiscal_start_month = 13", 'fiscal_named_by = "x"', 'fiscal_year_ends = ""']
)
def test_unknown_settings_are_named(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "pmo.toml").write_text(wrong)
    with pytest.raises(BadRequest, match=wrong.split(" ")[0]):
        read_settings(tmp_path)


@pytest.mark.parametrize(
    ("settings", "day", "names"),
    [
        (Settings(), date(2026, 6, 30), ("FY2026", "FY2026 P06")),
        (Settings(fiscal_start_month=10), date(2025, 10, 1), ("FY2026", "FY2026 P01")),
        (RETAIL, date(2024, 2, 3), ("FY2023", "FY2023 P12")),  # the last day of the 53rd week
        (RETAIL, date(2024, 2, 4), ("FY2024", "FY2024 P01")),
    ],
)
def test_the_period_of_a_day(settings: Settings, day: date, names: tuple[str, str]) -> None:
    assert tuple(one.name for one in fiscal_period_on(day, settings)) == names


def test_settings_come_back_from_a_release() -> None:
    changed = Settings(fiscal_start_month=4, currency="GBP", amber_over=0.05)
    assert Settings.from_inputs(changed.as_inputs()) == changed
    assert Settings.from_inputs({"burn_months": "6", "of_another_version": "x"}) == Settings(burn_months=6)


@pytest.mark.parametrize(
    ("settings", "month", "names"),
    [
        (Settings(), "2026-05-01", ("FY2026", "FY2026 Q2", "FY2026 P05")),
        (Settings(fiscal_start_month=10), "2025-10-01", ("FY2026", "FY2026 Q1", "FY2026 P01")),
        (Settings(fiscal_start_month=10), "2026-09-01", ("FY2026", "FY2026 Q4", "FY2026 P12")),
        (Settings(fiscal_start_month=4, fiscal_named_by="start"), "2026-03-01", ("FY2025", "FY2025 Q4", "FY2025 P12")),
    ],
)  # fmt: skip
def test_months_are_named_alike_in_sql(settings: Settings, month: str, names: tuple[str, ...]) -> None:
    db = world(settings, cost=[{"project_id": "A", "period": month, "kind": "actual", "amount": 1, "currency": "EUR"}])
    assert db.run("SELECT fiscal_year, fiscal_quarter, fiscal_period FROM fiscal_month").row(0) == names
    year = int(names[0].removeprefix("FY"))
    period = next(p for p in fiscal_periods(year, settings) if p.name == names[2])
    assert period.start.isoformat() == month
