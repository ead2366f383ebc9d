"""What an installation may decide, with defaults. Read from `pmo.toml` in the store; every threshold says where it comes from."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from pmo_metrics.errors import BadRequest


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
    # Utilization or allocation above this is over (more than the available hours).
    over_allocated: float = 1.0

    def as_inputs(self) -> dict[str, str]:
        """Name to text, in a fixed order: part of the release and of its fingerprint."""
        return {f.name: str(getattr(self, f.name)) for f in fields(self)}


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
        accepted = (int, float) if isinstance(default, float) else type(default)
        if not isinstance(value, accepted) or isinstance(value, bool):
            raise BadRequest(f"pmo.toml: {name} should be like {default!r}, found {value!r}.")
    return Settings(**given)
