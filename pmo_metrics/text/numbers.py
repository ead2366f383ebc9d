"""Numbers and dates as a reader of each language expects them. Rounds for display only; nothing is computed from this."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

Number = int | float | Decimal

NOTHING = "–"
_STEPS = {
    "en": ((1e9, " B"), (1e6, " M"), (1e3, " K")),
    "zh": ((1e8, " 亿"), (1e4, " 万")),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SUFFIX = {
    "days": {"en": " d", "zh": " 天"},
    "months": {"en": " mo", "zh": " 个月"},
    "hours": {"en": " h", "zh": " 小时"},
    "points": {"en": " pp", "zh": " 个百分点"},  # the difference of two shares
}


def show(value: Number | None, unit: str, lang: str = "en", currency: str = "", signed: bool = False) -> str:
    """A value with its unit: money compact with its currency, shares in percent; a dash where there is none."""
    if value is None:
        return NOTHING
    sign = "−" if value < 0 else "+" if signed and value > 0 else ""
    return sign + _unsigned(abs(float(value)), unit, lang) + (f" {currency}" if unit == "money" and currency else "")


def _unsigned(size: float, unit: str, lang: str) -> str:
    if unit == "money":
        return compact(size, lang)
    if unit == "share":
        return f"{_three(size * 100)} %" if size < 0.01 or size >= 1 else f"{size * 100:.1f} %"
    if unit == "percent":  # a share where many stand side by side
        return f"{size * 100:.0f} %"
    if unit == "points":
        return _three(size * 100) + _SUFFIX[unit].get(lang, " pp")
    if unit == "index":
        return f"{size:.2f}"
    digits = 0 if size >= 100 or size == int(size) else 1
    return f"{size:,.{digits}f}" + _SUFFIX.get(unit, {}).get(lang, "")


def compact(size: float, lang: str = "en") -> str:
    """A size of at most three significant digits in the language's own steps: 1.2 M, 120 万."""
    scale, suffix = step(size, lang)
    # 999 999 rounds to 1000 K: the next step reads better.
    if scale > 1 and float(_three(size / scale).replace(",", "")) >= 1000 and lang == "en":
        scale, suffix = step(size * 1.001, lang)
    return f"{_three(size / scale)}{suffix}"


def step(size: float, lang: str = "en") -> tuple[float, str]:
    """The scale to divide by and its suffix, for a size: (1e6, " M") for two million in English."""
    return next(((s, suffix) for s, suffix in _STEPS.get(lang, _STEPS["en"]) if size >= s), (1.0, ""))


def _three(size: float) -> str:
    if size >= 100:
        return f"{size:,.0f}"
    text = f"{size:.1f}" if size >= 10 else f"{size:.2f}"
    return text.rstrip("0").rstrip(".")


def day(value: date | None, lang: str = "en") -> str:
    """30 Jun 2026 or 2026-06-30."""
    if value is None:
        return NOTHING
    return value.isoformat()[:10] if lang == "zh" else f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def short_day(value: date, lang: str = "en") -> str:
    """30 Jun or 06-30: where several dates stand side by side and their year is no question."""
    return day(value, lang).removesuffix(f" {value.year}").removeprefix(f"{value.year}-")


def month(value: date, lang: str = "en") -> str:
    """Jun 2026 or 2026-06."""
    return value.isoformat()[:7] if lang == "zh" else f"{_MONTHS[value.month - 1]} {value.year}"
