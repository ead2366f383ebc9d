"""What an installation may decide, with defaults. Read from `pmo.toml` in the store; every threshold says where it comes from."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from itertools import pairwise
from pathlib import Path

from pmo_metrics.errors import BadRequest
from pmo_metrics.standards import STANDARDS


@dataclass(frozen=True)
class Settings:
    """Settings that change numbers are part of a release's fingerprint; limits on files are not."""

    # Reporting currency as an ISO code; empty: the currency most projects state.
    currency: str = ""
    # Calendar of a person who states none (a country code known to the `holidays` package) and hours of a full day.
    calendar: str = "DE"
    hours_per_day: float = 8.0
    # Cost or schedule over baseline by more than this is amber / red (OMB M-04-24: 10 % and 30 %).
    amber_over: float = 0.10
    red_over: float = 0.30
    # CPI or SPI below this is amber (US DoD pass/fail tripwire, DAU) / red (product default).
    amber_index: float = 0.95
    red_index: float = 0.80
    # Milestone or finish late by more days than this is amber / red (US IT Dashboard, GAO-10-701: 30 days is the next step).
    amber_days_late: int = 0
    red_days_late: int = 30
    # A report older than this many days is stale (monthly reporting plus a working week).
    stale_after_days: int = 38
    # First month of the fiscal year, and whether a year is named after the calendar year it ends in (US, UK) or starts in
    # (retail). Weeks of a quarter's three periods, such as "4-4-5", where periods are weeks and not months; the year then
    # ends on the Saturday nearest to (or the last one in) the month before the first.
    fiscal_start_month: int = 1
    fiscal_named_by: str = "end"
    fiscal_weeks: str = ""
    fiscal_year_ends: str = "nearest"
    # Months that the rate of spending is averaged over.
    burn_months: int = 3
    # How far ahead a plan must name its next milestone (a quarter; product default).
    plan_ahead_days: int = 90
    # DCMA 14-point assessment: largest share of tasks that may fail a check, days that count as long (two months of
    # 22), least share of finish-to-start links; and the least BEI and CPLI (also the DAU tripwire).
    check_share: float = 0.05
    check_long_days: int = 44
    check_finish_to_start: float = 0.90
    check_index: float = 0.95
    # A dependency with fewer days of margin than this is at risk (product default: two working weeks).
    dependency_margin_days: int = 14
    # Utilization or allocation above this is over (more than the available hours).
    over_allocated: float = 1.0
    # Early warnings (`rules/`; each names its settings). Spent share ahead of complete share by more than this (OMB M-04-24).
    burn_ahead: float = 0.10
    # TCPI above this is hard to reach (Lipke 2016).
    tcpi_limit: float = 1.10
    # A date moved by more days than this has slipped, a cost forecast raised by more than this has risen (product defaults:
    # smaller moves are corrections).
    slip_counts_days: int = 7
    forecast_rise: float = 0.02
    # A finish moved by more days than this was planned anew, and a cost forecast cut by more than this may rise again (both
    # chosen on half of New York's capital projects, measured on the other half: docs/measurements.md).
    replanned_days: int = 365
    forecast_cut: float = 0.05
    # A first slip told when no more than this part of the lead time is left is late news (product default).
    late_news_share: float = 0.20
    # Reports in a row with the same forecast or words, and the part of the forecast that counts as nearly spent (product default).
    stuck_reports: int = 3
    nearly_spent: float = 0.90
    # Days after which an open date in the past wants a new one (a reporting week), a risk response is long overdue (a month).
    overdue_grace_days: int = 7
    risk_overdue_days: int = 30
    # One person's firm bookings above this (practice of project compliance checks: 120 % in the next 90 days).
    person_over: float = 1.2
    # Scale of probability and of impact: where each step but the first begins, and each step's score. Scores and cost steps:
    # PMBOK Guide 5th ed., fig. 11-10 and table 11-1; it gives the lowest cost step no number (5 % here) and probability no
    # steps (midway between scores here). Impact is measured in shares of the project's budget, or in "money".
    probability_edges: str = "0.2 0.4 0.6 0.8"
    probability_scores: str = "0.1 0.3 0.5 0.7 0.9"
    impact_edges: str = "0.05 0.1 0.2 0.4"
    impact_scores: str = "0.05 0.1 0.2 0.4 0.8"
    impact_of: str = "budget"
    # Probability x impact from which on a risk is moderate / high (the shading of PMBOK Guide 5th ed., fig. 11-10).
    pi_moderate: float = 0.06
    pi_high: float = 0.18
    # An open risk should be reviewed at least this often (once a quarter: the longest cycle that the regular review of the
    # UK Orange Book leaves room for).
    risk_review_days: int = 92
    # Practices that projects here are not held to: ids of standards (standards.toml), a list or apart by blanks.
    standards_off: str = ""
    # Contingency: correlation between risks (0: independent, and worked out without simulation), the distribution of a cost
    # given as low, likely and high ("triangular" or "pert"), and random seed and draws of a simulation.
    risk_correlation: float = 0.0
    cost_range_shape: str = "triangular"
    simulation_seed: int = 20260101
    simulation_draws: int = 10_000

    def as_inputs(self) -> dict[str, str]:
        """Name to text, in a fixed order: part of the release and of its fingerprint."""
        return {f.name: str(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def from_inputs(cls, given: Mapping[str, str]) -> Settings:
        """The settings that a release was made with; one that another version did not know has its default."""
        return cls(**{name: type(value)(given[name]) for name, value in asdict(cls()).items() if name in given})


@cache
def provenance() -> Mapping[str, str]:
    """What each setting is and where its default comes from: the comment that stands above it, the one place that says so."""
    found, words, open_ = {}, list[str](), False
    for line in (text.strip() for text in inspect.getsource(Settings).splitlines()):
        if line.startswith("#"):
            words = [*words, line.lstrip("# ")] if open_ else [line.lstrip("# ")]
        elif match := re.match(r"(\w+): \w+ = ", line):
            found[match[1]] = " ".join(words)
        open_ = line.startswith("#")
    return found


@dataclass(frozen=True)
class Limits:
    """Bounds on what may be uploaded; a file beyond one is refused with a sentence naming it."""

    file_bytes: int = 200 << 20
    unpacked_bytes: int = 400 << 20
    cells: int = 5_000_000  # of a workbook, which can claim far more than it holds
    text_cells: int = 50_000_000  # of delimited text, which is as large as it is
    rows: int = 1_048_576
    columns: int = 500
    sheets: int = 200
    reader_memory: int = 3 << 29  # the largest workbook allowed was read in 1.0 GiB
    reader_seconds: int = 20


def read_settings(root: Path) -> Settings:
    """Settings of the store at `root`; defaults where `pmo.toml` is absent. BadRequest names an unknown or ill-typed key."""
    path = root / "pmo.toml"
    if not path.exists():
        return Settings()
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadRequest(f"pmo.toml cannot be read: {error}. Correct it or remove it.") from None
    known = {f.name: f for f in fields(Settings)}
    for name, value in given.items():
        if name not in known:
            raise BadRequest(f"pmo.toml has an unknown setting {name!r}; known are {', '.join(known)}.")
        default = known[name].default
        if isinstance(default, str) and isinstance(value, list) and all(isinstance(v, str) for v in value):
            given[name] = value = " ".join(value)
        accepted = (int, float) if isinstance(default, float) else type(default)
        if not isinstance(value, accepted) or isinstance(value, bool):
            raise BadRequest(f"pmo.toml: {name} should be like {default!r}, found {value!r}.")
    settings = Settings(**given)
    _check_standards(settings)
    _check_risk(settings)
    _check_fiscal(settings)
    return settings


def _check_standards(settings: Settings) -> None:
    """BadRequest where a standard that is switched off does not exist."""
    for name in settings.standards_off.split():
        if name not in STANDARDS:
            raise BadRequest(
                f"pmo.toml: standards_off names {name!r}, which is no standard; known are {', '.join(STANDARDS)}."
            )


def _check_risk(settings: Settings) -> None:
    """BadRequest where a risk scale is none, or the simulation cannot be run as set."""
    for scale in ("probability", "impact"):
        edges, scores = (_numbers(getattr(settings, f"{scale}_{part}")) for part in ("edges", "scores"))
        rising = all(a < b for numbers in (edges, scores) for a, b in pairwise(numbers))
        if not rising or len(scores) != len(edges) + 1 or len(scores) > 7:
            raise BadRequest(
                f"pmo.toml: {scale}_scores should be up to seven rising numbers apart by blanks, "
                f"and {scale}_edges one number fewer."
            )
    choices = {"impact_of": ("budget", "money"), "cost_range_shape": ("triangular", "pert")}
    for name, known in choices.items():
        if getattr(settings, name) not in known:
            raise BadRequest(f"pmo.toml: {name} should be one of {', '.join(known)}.")
    if not 0 <= settings.risk_correlation < 1 or settings.simulation_draws < 100:
        raise BadRequest("pmo.toml: risk_correlation lies from 0 to below 1, and simulation_draws is at least 100.")


def _check_fiscal(settings: Settings) -> None:
    """BadRequest where the fiscal calendar is none that is known."""
    allowed: dict[str, tuple[object, ...]] = {
        "fiscal_start_month": tuple(range(1, 13)),
        "fiscal_named_by": ("start", "end"),
        "fiscal_weeks": ("", "4-4-5", "4-5-4", "5-4-4"),
        "fiscal_year_ends": ("nearest", "last"),
    }
    for name, values in allowed.items():
        if getattr(settings, name) not in values:
            known = ", ".join(repr(v) for v in values)
            raise BadRequest(f"pmo.toml: {name} is {getattr(settings, name)!r}; it can be {known}.")


def _numbers(text: str) -> list[float]:
    try:
        return [float(word) for word in text.split(" ")]
    except ValueError:
        return []
